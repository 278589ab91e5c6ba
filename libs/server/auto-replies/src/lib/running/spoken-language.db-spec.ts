import { createRulesFixture, type RulesFixture } from '../testing/rules-fixture';
import { HitLog } from '../trying/hit-log';

describe('the language of short messages', () => {
  let rules: RulesFixture;

  beforeAll(async () => void (rules = await createRulesFixture()));
  afterEach(() => rules.query('DELETE FROM auto_reply_rule'));
  afterAll(() => rules?.close());

  it.each(['ok', 'Danke', '👍'])('%s within a German chat is German', async (text) => {
    await rules.rule({ conditions: { match: 'any', languages: ['de'] }, actions: [{ do: 'reply_text', text: 'Gern.' }] });
    const conversation = await rules.inbox.conversation();
    await rules.inbox.inbound(conversation, 'Guten Tag, wann haben Sie morgen geöffnet?');
    await rules.inbox.inbound(conversation, 'ok');
    await rules.runner.run(await rules.says(conversation, text));
    expect(await rules.replies(conversation)).toEqual(['Gern.']);
  });

  it('a longer message speaks for itself', async () => {
    await rules.rule({ conditions: { match: 'any', languages: ['de'] } });
    const conversation = await rules.inbox.conversation();
    await rules.inbox.inbound(conversation, 'Guten Tag, wann haben Sie morgen geöffnet?');
    await rules.runner.run(await rules.says(conversation, 'Sorry, I would rather write in English, when do you open?'));
    expect(await rules.replies(conversation)).toEqual([]);
  });

  it('is the same in the log', async () => {
    const id = await rules.rule({ conditions: { match: 'any', languages: ['en'] } });
    const conversation = await rules.inbox.conversation();
    await rules.inbox.inbound(conversation, 'Guten Tag, wann haben Sie morgen geöffnet?');
    await rules.inbox.inbound(conversation, 'ok');
    const { items } = await new HitLog(rules.inbox.database.dataSource, rules.hours).list(rules.inbox.workspaceId, { conversationId: conversation, ruleId: id });
    expect(items.find(({ text }) => text === 'ok')?.words).toContain('another language (de)');
  });
});
