import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createRulesFixture, type RulesFixture } from '../testing/rules-fixture';

/** STOP counts whatever is automated, and however late it is looked at. */
describe('words of consent', () => {
  let rules: RulesFixture;
  const optedOut = async (conversation: string) => (await rules.query<{ at: Date | null }>('SELECT p.opted_out_at AS at FROM contact p JOIN conversation c ON c.contact_id = p.id WHERE c.id = ?', [idToBytes(conversation)]))[0].at !== null;
  const work = async () => {
    const reader = rules.reader();
    await reader.take();
    const verdicts = [];
    for (const task of await rules.tasks.lease(10)) {
      verdicts.push({ ...(await rules.runner.run(task)), consentOnly: task.consentOnly });
      await rules.tasks.done(task);
    }
    return verdicts;
  };

  beforeAll(async () => void (rules = await createRulesFixture()));
  beforeEach(() => rules.reader().take());
  afterEach(async () => {
    await rules.query('DELETE FROM auto_reply_rule');
    await rules.query('DELETE FROM automation_task');
  });
  afterAll(() => rules?.close());

  it('are noted where nothing is automated, without an answer, and nothing else is looked at', async () => {
    const conversation = await rules.inbox.conversation();
    await rules.says(conversation, 'hello');
    await rules.says(conversation, 'STOP');
    expect(await work()).toMatchObject([{ stopped: true, consentOnly: true }]);
    expect(await optedOut(conversation)).toBe(true);
    expect(await rules.replies(conversation)).toEqual([]);
    await rules.says(conversation, 'start');
    await work();
    expect(await optedOut(conversation)).toBe(false);
  });

  it('are noted of old messages, in their order', async () => {
    await rules.rule({ conditions: { match: 'any' } });
    const [conversation, back] = [await rules.inbox.conversation(), await rules.inbox.conversation()];
    await rules.says(conversation, 'hello');
    await rules.says(conversation, 'STOP');
    await rules.says(back, 'STOP');
    await rules.says(back, 'START');
    await rules.query("UPDATE message SET received_at = NOW(3) - INTERVAL 3 HOUR WHERE direction = 'in'");
    await work();
    expect([await optedOut(conversation), await optedOut(back)]).toEqual([true, false]);
    expect([await rules.replies(conversation), await rules.replies(back)]).toEqual([[], []]);
  });

  it('START is a word like others to whom no STOP held, also old', async () => {
    await rules.rule({ conditions: { match: 'any' } });
    const conversation = await rules.inbox.conversation();
    const { messageId } = await rules.says(conversation, 'start');
    await rules.query('UPDATE message SET received_at = NOW(3) - INTERVAL 3 HOUR WHERE id = ?', [idToBytes(messageId)]);
    await work();
    expect(await rules.replies(conversation)).toEqual([]);
    await rules.says(conversation, 'start');
    await work();
    expect(await rules.replies(conversation)).toEqual(['At nine.']);
  });

  it("are noted while Meta's agent answers, without an answer of ours", async () => {
    await rules.rule();
    const conversation = await rules.inbox.conversation();
    await rules.query('UPDATE conversation SET meta_agent = 1 WHERE id = ?', [idToBytes(conversation)]);
    await rules.says(conversation, 'STOP');
    await work();
    expect(await optedOut(conversation)).toBe(true);
    expect(await rules.replies(conversation)).toEqual([]);
  });

  it("are noted where they came while Meta's agent held the thread, which is told as another change", async () => {
    await rules.rule();
    const conversation = await rules.inbox.conversation();
    await rules.query('UPDATE conversation SET meta_agent = 1 WHERE id = ?', [idToBytes(conversation)]);
    await rules.says(conversation, 'hours', 'message.created');
    await rules.says(conversation, 'STOP', 'message.created');
    expect(await work()).toMatchObject([{ stopped: true, consentOnly: true }]);
    expect(await optedOut(conversation)).toBe(true);
    expect(await rules.replies(conversation)).toEqual([]);
  });

  it("become tasks where the AI works on another channel, so that its silence gets a reason, but are noted without an answer", async () => {
    await rules.query("INSERT INTO ai_channel_settings (workspace_id, channel_id, mode, never_topics) VALUES (?, ?, 'draft', '[]')", [idToBytes(rules.inbox.workspaceId), idToBytes(newId())]);
    try {
      const conversation = await rules.inbox.conversation();
      await rules.says(conversation, 'hello');
      await rules.says(conversation, 'STOP');
      expect(await work()).toMatchObject([{ stopped: false, consentOnly: false }, { stopped: true, reason: { code: 'opted_out' }, consentOnly: false }]);
      expect(await optedOut(conversation)).toBe(true);
      expect(await rules.replies(conversation)).toEqual([]);
    } finally {
      await rules.query('DELETE FROM ai_channel_settings');
    }
  });

  it('bring back once, also when the worker dies before it is done', async () => {
    await rules.rule({ conditions: { match: 'any' } });
    const conversation = await rules.inbox.conversation();
    await rules.runner.run(await rules.says(conversation, 'STOP'));
    const start = await rules.says(conversation, 'START');
    for (let time = 0; time < 2; time++) expect(await rules.runner.run(start)).toMatchObject({ stopped: true, reason: { code: 'opted_in', words: 'The customer wants messages again.' } });
    expect(await rules.replies(conversation)).toHaveLength(1);
  });
});
