import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createRulesFixture, type RulesFixture } from '../testing/rules-fixture';
import { HitLog } from '../trying/hit-log';

/** A rule that matched has dealt with the message, whatever became of its reply. */
describe('what comes after a match', () => {
  let rules: RulesFixture;
  let log: HitLog;
  const wordsOf = async (conversation: string): Promise<Record<string, string>> => Object.fromEntries((await log.list(rules.inbox.workspaceId, { conversationId: conversation })).items.map(({ ruleName, words }) => [ruleName, words]));

  beforeAll(async () => {
    rules = await createRulesFixture();
    log = new HitLog(rules.inbox.database.dataSource, rules.hours);
  });
  afterEach(async () => {
    await rules.query('DELETE FROM auto_reply_rule');
    await rules.query('DELETE FROM automation_task');
    await rules.query('UPDATE channel SET send_hold = NULL');
  });
  afterAll(() => rules?.close());

  it('a refused reply stops as a sent one does, again and again', async () => {
    const gone = [{ do: 'reply_canned' as const, cannedReplyId: newId() }];
    await rules.rule({ name: 'stops', position: 1, actions: gone, limits: { stop: true } });
    await rules.rule({ name: 'next', position: 2, conditions: { match: 'any' } });
    const conversation = await rules.inbox.conversation();
    const task = await rules.says(conversation, 'hours');
    for (let time = 0; time < 2; time++) expect(await rules.runner.run(task)).toEqual({ stopped: true, handToAi: false, stopAi: false, reason: { code: 'rule_answered', words: 'Auto-reply rule: stops' } });
    expect(await rules.replies(conversation)).toEqual([]);
    expect(await rules.query('SELECT fired FROM rule_hit WHERE conversation_id = ?', [idToBytes(conversation)])).toEqual([{ fired: 0 }]);
  });

  it('what it says about the AI counts too', async () => {
    await rules.rule({ actions: [{ do: 'reply_text', text: 'x' }, { do: 'stop_ai' }] });
    await rules.rule({ name: 'hands', actions: [{ do: 'reply_text', text: 'y' }, { do: 'hand_to_ai' }], limits: { stop: true } });
    await rules.query("UPDATE channel SET send_hold = 'token'");
    const task = await rules.says(await rules.inbox.conversation(), 'hours');
    for (let time = 0; time < 2; time++) expect(await rules.runner.run(task)).toMatchObject({ stopped: true, stopAi: true, handToAi: true });
  });

  it('a rule that its limits held back stops nothing', async () => {
    await rules.rule({ name: 'once', position: 1, limits: { stop: true, oncePerConversation: true } });
    await rules.rule({ name: 'next', position: 2, conditions: { match: 'any' }, actions: [{ do: 'reply_text', text: 'next' }] });
    const conversation = await rules.inbox.conversation();
    await rules.runner.run(await rules.says(conversation, 'hours'));
    expect(await rules.runner.run(await rules.says(conversation, 'hours'))).toMatchObject({ stopped: false });
    expect(await rules.replies(conversation)).toEqual(['At nine.', 'next']);
  });

  it('the log says what was not reached, and by what', async () => {
    await rules.rule({ name: 'above', position: 1, conditions: { words: ['prices'] } });
    await rules.rule({ name: 'stops', position: 2, limits: { stop: true } });
    await rules.rule({ name: 'below', position: 3 });
    await rules.rule({ name: 'other below', position: 4, conditions: { words: ['prices'] } });
    const conversation = await rules.inbox.conversation();
    await rules.runner.run(await rules.says(conversation, 'hours'));
    const notReached = 'Not reached: “stops” lets nothing come after it.';
    expect(await wordsOf(conversation)).toEqual({ stops: 'The message is exactly “hours”. Replied.', above: 'The message is not exactly “prices”.', below: notReached, 'other below': notReached });
  });

  it('the log says that words of consent come before every rule', async () => {
    await rules.rule({ name: 'any', conditions: { match: 'any' } });
    const conversation = await rules.inbox.conversation();
    await rules.runner.run(await rules.says(conversation, 'STOP'));
    expect(await wordsOf(conversation)).toEqual({ 'Opt-out words': expect.any(String), any: 'Not reached: “Opt-out words” lets nothing come after it.' });
  });

  it("the log says that Meta's agent answered, and that nobody has looked yet", async () => {
    await rules.rule({ name: 'any', conditions: { match: 'any' } });
    const [held, waiting] = [await rules.inbox.conversation(), await rules.inbox.conversation()];
    const message = await rules.inbox.inbound(held, 'hours');
    await rules.query("INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, author_kind) SELECT id, last_seq + 1, ?, workspace_id, channel_id, 'system', 'meta_agent_took_over', 'system' FROM conversation WHERE id = ?", [idToBytes(newId()), idToBytes(held)]);
    await rules.query('UPDATE conversation SET last_seq = last_seq + 1, meta_agent = 1 WHERE id = ?', [idToBytes(held)]);
    expect(message.seq).toBe(1);
    expect(await wordsOf(held)).toEqual({ any: "Not reached: Meta's own AI agent answers this conversation." });
    const reader = rules.reader();
    await reader.take();
    await rules.says(waiting, 'hours');
    await reader.take();
    expect(await wordsOf(waiting)).toEqual({ any: 'Not looked at yet.' });
  });

  it('says of the AI only what a rule can do', async () => {
    await rules.rule({ actions: [{ do: 'hand_to_ai' }] });
    const conversation = await rules.inbox.conversation();
    await rules.runner.run(await rules.says(conversation, 'hours'));
    expect((await wordsOf(conversation))['Hours']).toBe('The message is exactly “hours”. Left to the AI, if it is on for this channel and not paused here.');
  });

  it('the last word to somebody who opts out is said once', async () => {
    await rules.rule({ conditions: { words: ['no more'] }, actions: [{ do: 'opt_out' }, { do: 'reply_text', text: 'Goodbye.' }] });
    const conversation = await rules.inbox.conversation();
    for (let time = 0; time < 2; time++) await rules.runner.run(await rules.says(conversation, 'no more'));
    expect(await rules.replies(conversation)).toEqual(['Goodbye.']);
  });

  it('once per conversation begins anew with the next episode', async () => {
    await rules.rule({ limits: { oncePerConversation: true } });
    const conversation = await rules.inbox.conversation();
    const twice = async () => {
      for (let time = 0; time < 2; time++) await rules.runner.run(await rules.says(conversation, 'hours'));
    };
    await twice();
    expect(await rules.replies(conversation)).toHaveLength(1);
    await rules.resolve(conversation);
    await twice();
    expect(await rules.replies(conversation)).toHaveLength(2);
  });
});
