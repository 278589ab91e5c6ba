import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { createRulesFixture, type RulesFixture } from '../testing/rules-fixture';
import { HitLog } from '../trying/hit-log';

describe('the first message of a contact', () => {
  let rules: RulesFixture;
  const welcome = () => rules.rule({ conditions: { match: 'any', firstMessage: true }, actions: [{ do: 'reply_text', text: 'Welcome!' }] });

  beforeAll(async () => void (rules = await createRulesFixture()));
  afterEach(() => rules.query('DELETE FROM auto_reply_rule'));
  afterAll(() => rules?.close());

  it.each([2, 3])('of %i that came together the newest is welcomed, once', async (count) => {
    await welcome();
    const conversation = await rules.inbox.conversation();
    const tasks = [];
    for (let n = 0; n < count; n++) tasks.push(await rules.says(conversation, `hi ${n}`));
    for (const task of [...tasks, ...tasks]) await rules.runner.run(task);
    await rules.runner.run(await rules.says(conversation, 'and another'));
    expect(await rules.replies(conversation)).toEqual(['Welcome!']);
  });

  it('is not held back by what its rule did for the message before it', async () => {
    const label = await rules.label('new');
    await rules.rule({ conditions: { match: 'any', firstMessage: true }, actions: [{ do: 'add_label', labelId: label }, { do: 'reply_text', text: 'Welcome!' }], limits: { oncePerConversation: true, coolDownMinutes: 5 } });
    const conversation = await rules.inbox.conversation();
    for (const task of [await rules.says(conversation, 'hi'), await rules.says(conversation, 'there')]) await rules.runner.run(task);
    expect(await rules.replies(conversation)).toEqual(['Welcome!']);
  });

  it('is none after a longer silence, nor after an answer, nor in a second conversation', async () => {
    await welcome();
    const conversation = await rules.inbox.conversation();
    const before = await rules.inbox.inbound(conversation, 'hi');
    await rules.query('UPDATE message SET received_at = NOW(3) - INTERVAL 11 MINUTE WHERE id = ?', [idToBytes(before.id)]);
    await rules.runner.run(await rules.says(conversation, 'hello?'));
    expect(await rules.replies(conversation)).toEqual([]);

    const [{ contact_id: contact }] = await rules.query<{ contact_id: Buffer }>('SELECT contact_id FROM conversation WHERE id = ?', [idToBytes(conversation)]);
    const another = await rules.inbox.conversation();
    await rules.query('UPDATE conversation SET open_slot = NULL WHERE id = ?', [idToBytes(conversation)]);
    await rules.query('UPDATE conversation SET contact_id = ? WHERE id = ?', [contact, idToBytes(another)]);
    expect(bytesToId(contact)).toBeTruthy();
    await rules.runner.run(await rules.says(another, 'me again'));
    expect(await rules.replies(another)).toEqual([]);
  });

  it('is the same one in the log', async () => {
    const id = await welcome();
    const conversation = await rules.inbox.conversation();
    const before = await rules.inbox.inbound(conversation, 'hi');
    await rules.query('UPDATE message SET seq = 5 WHERE id = ?', [idToBytes(before.id)]);
    await rules.query('UPDATE conversation SET last_seq = 5 WHERE id = ?', [idToBytes(conversation)]);
    const { items } = await new HitLog(rules.inbox.database.dataSource, rules.hours).list(rules.inbox.workspaceId, { conversationId: conversation, ruleId: id });
    expect(items[0].words).toContain('as it is now would match');
  });
});
