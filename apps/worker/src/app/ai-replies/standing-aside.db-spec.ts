import { idToBytes } from '@mailtrixy/server/platform/database';
import { answering, createAiFixture, SHIPPING, type AiFixture } from './testing/ai-fixture';

const QUESTION = 'How much does express shipping cost?';
const ANSWER = 'Express shipping costs 9.90 euros. [1]';
const closedButMonday = JSON.stringify({ mon: [{ from: '09:00', to: '09:01' }], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] });

describe('what a customer wants of the AI', () => {
  let ai: AiFixture;

  beforeAll(async () => {
    ai = await createAiFixture();
  });
  beforeEach(async () => {
    await ai.reset();
    await ai.provider('openai');
    await ai.article('Express shipping', SHIPPING);
    await ai.channel({});
    await ai.settings({ disclosure: false });
    ai.stub.reply(answering(ANSWER, [1]));
  });
  afterEach(() => expect(ai.log).toEqual([]));
  afterAll(() => ai?.close());

  it.each([
    ['whatsapp', ['Express shipping costs 9.90 euros.']],
    ['words', []],
  ])('is silenced by STOP in words, not by WhatsApp’s switch for marketing: %s', async (source, replies) => {
    const conversation = await ai.inbox.conversation();
    await ai.query('UPDATE contact SET opted_out_at = NOW(3), opt_source = ? WHERE id = (SELECT contact_id FROM conversation WHERE id = ?)', [source, idToBytes(conversation)]);
    await ai.says(conversation, QUESTION);
    await ai.work();
    expect(await ai.replies(conversation)).toEqual(replies);
    expect((await ai.runs(conversation)).map(({ code }) => code)).toEqual([source === 'whatsapp' ? 'sent' : 'opted_out']);
  });

  it('hears in the customer’s language when somebody is back', async () => {
    // Open one minute of the week: closed for all but that.
    await ai.query('INSERT INTO business_hours (workspace_id, enabled, week, holidays, version) VALUES (?, 1, ?, ?, 1) ON DUPLICATE KEY UPDATE week = VALUES(week)', [idToBytes(ai.inbox.workspaceId), closedButMonday, '[]']);
    await ai.settings({ disclosure: false, handOffTextClosed: 'Wir sind wieder da: {{opens}}.' });
    const conversation = await ai.inbox.conversation();
    await ai.says(conversation, 'Ich möchte bitte mit einem Menschen sprechen, nicht mit einer Maschine.');
    await ai.work();
    expect(await ai.replies(conversation)).toEqual([expect.stringMatching(/^Wir sind wieder da: Montag, .*0?9:00\.$/)]);
  });
});
