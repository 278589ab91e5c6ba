import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createRulesFixture, type RulesFixture } from '../testing/rules-fixture';

describe('running rules', () => {
  let rules: RulesFixture;
  const agent = () => ({ userId: rules.inbox.userId, role: 'agent' as const });
  const hits = (conversation: string) => rules.query<{ rule_name: string; fired: number; words: string }>('SELECT rule_name, fired, words FROM rule_hit WHERE conversation_id = ? ORDER BY at, id', [idToBytes(conversation)]);
  const send = (conversation: string, body: string) => rules.inbox.sender.send(rules.inbox.workspaceId, agent(), conversation, { clientId: newId(), kind: 'reply', type: 'text', body });

  beforeAll(async () => void (rules = await createRulesFixture()));
  afterEach(async () => {
    await rules.query('DELETE FROM auto_reply_rule');
    await rules.query('DELETE FROM automation_task');
  });
  afterAll(() => rules?.close());

  it('answers the exact keyword once, however often it runs and by how many', async () => {
    await rules.rule();
    const conversation = await rules.inbox.conversation();
    const task = await rules.says(conversation, ' HOURS ');
    const verdicts = await Promise.all([rules.runner.run(task), rules.runner.run(task), rules.runner.run(task)]);
    expect(verdicts.map(({ stopped }) => stopped)).toEqual([false, false, false]);
    expect(await rules.replies(conversation)).toEqual(['At nine.']);
    expect(await hits(conversation)).toMatchObject([{ rule_name: 'Hours', fired: 1, words: 'The message is exactly “hours”. Replied.' }]);
  });

  it('says nothing to more than the keyword (SEED: exact match)', async () => {
    await rules.rule();
    const conversation = await rules.inbox.conversation();
    await rules.runner.run(await rules.says(conversation, 'hours please'));
    expect(await rules.replies(conversation)).toEqual([]);
  });

  it('runs in order, stops where a rule says so, and tells the same verdict again', async () => {
    await rules.rule({ name: 'second', position: 2, conditions: { match: 'any' }, actions: [{ do: 'reply_text', text: 'second' }, { do: 'hand_to_ai' }], limits: { stop: true } });
    await rules.rule({ name: 'first', position: 1, conditions: { match: 'contains' }, actions: [{ do: 'reply_text', text: 'first' }] });
    await rules.rule({ name: 'third', position: 3, conditions: { match: 'any' }, actions: [{ do: 'reply_text', text: 'third' }] });
    const conversation = await rules.inbox.conversation();
    const task = await rules.says(conversation, 'your hours?');
    const expected = { stopped: true, handToAi: true, stopAi: false, reason: { code: 'rule_answered', words: 'Auto-reply rule: second' } };
    expect(await rules.runner.run(task)).toEqual(expected);
    expect(await rules.runner.run(task)).toEqual(expected);
    expect(await rules.replies(conversation)).toEqual(['first', 'second']);
  });

  it('stays silent after a person acted, and after the customer wrote more', async () => {
    await rules.rule();
    const [answered, more] = [await rules.inbox.conversation(), await rules.inbox.conversation()];
    const [first, second] = [await rules.says(answered, 'hours'), await rules.says(more, 'hours')];
    await send(answered, 'I am here');
    await rules.inbox.inbound(more, 'and prices');
    await rules.runner.run(first);
    await rules.runner.run(second);
    expect(await rules.replies(answered)).toEqual(['I am here']);
    expect(await rules.replies(more)).toEqual([]);
    expect((await hits(answered))[0]).toMatchObject({ fired: 0, words: expect.stringContaining('a person has acted') });
    expect((await hits(more))[0]).toMatchObject({ fired: 0, words: expect.stringContaining('written again') });
  });

  it('keeps its cool-down per contact and once per conversation', async () => {
    await rules.rule({ name: 'cool', limits: { coolDownMinutes: 60 } });
    await rules.rule({ name: 'once', actions: [{ do: 'reply_text', text: 'once' }], limits: { oncePerConversation: true } });
    const conversation = await rules.inbox.conversation();
    await rules.runner.run(await rules.says(conversation, 'hours'));
    await rules.runner.run(await rules.says(conversation, 'hours'));
    expect(await rules.replies(conversation)).toEqual(['At nine.', 'once']);
    expect((await hits(conversation)).filter(({ fired }) => !fired).map(({ words }) => words)).toEqual([expect.stringContaining('within the last hour'), expect.stringContaining('already ran in this conversation')]);
    await rules.query('UPDATE rule_hit SET at = at - INTERVAL 61 MINUTE');
    await rules.runner.run(await rules.says(conversation, 'hours'));
    expect(await rules.replies(conversation)).toHaveLength(3);
  });

  it('does everything that it says, with variables filled', async () => {
    const [label, canned] = [newId(), newId()];
    await rules.query("INSERT INTO label (id, workspace_id, name, colour) VALUES (?, ?, 'night', 'red')", [idToBytes(label), idToBytes(rules.inbox.workspaceId)]);
    await rules.query("INSERT INTO canned_reply (id, workspace_id, owner_id, unique_owner, scope, name, shortcut, body) VALUES (?, ?, ?, ?, 'all', 'x', 'x', 'Dear {{contact.first_name}}{{contact.attributes.order}}')", [idToBytes(canned), idToBytes(rules.inbox.workspaceId), idToBytes(rules.inbox.userId), Buffer.alloc(16)]);
    await rules.rule({ actions: [{ do: 'reply_text', text: 'Hi {{contact.first_name}} from {{agent.name}}' }, { do: 'reply_canned', cannedReplyId: canned }, { do: 'reply_canned', cannedReplyId: newId() }, { do: 'add_label', labelId: label }, { do: 'add_label', labelId: newId() }, { do: 'snooze', minutes: 60 }, { do: 'stop_ai' }] });
    const conversation = await rules.inbox.conversation();
    expect(await rules.runner.run(await rules.says(conversation, 'hours'))).toMatchObject({ stopAi: true, stopped: false });
    expect(await rules.replies(conversation)).toEqual(['Hi Maya from', 'Dear Maya']);
    expect((await rules.query('SELECT c.status, c.responder, c.responder_version, j.label_id FROM conversation c JOIN conversation_label j ON j.conversation_id = c.id WHERE c.id = ?', [idToBytes(conversation)]))[0]).toMatchObject({ status: 'snoozed', responder: 'rule', responder_version: 0, label_id: idToBytes(label) });
    expect((await hits(conversation))[0].words).toContain('This label does not exist any more.');
  });

  it('knows first messages, hours, channels, labels, languages and who answers', async () => {
    const only = async (conditions: object, text = 'hours'): Promise<boolean> => {
      await rules.query('DELETE FROM auto_reply_rule');
      await rules.rule({ conditions });
      const conversation = await rules.inbox.conversation();
      await rules.runner.run(await rules.says(conversation, text));
      return (await rules.replies(conversation)).length > 0;
    };
    const today = new Date().toISOString().slice(0, 10);
    await rules.query("INSERT INTO business_hours (workspace_id, enabled, week, holidays) VALUES (?, 1, '{\"mon\":[],\"tue\":[],\"wed\":[],\"thu\":[],\"fri\":[],\"sat\":[],\"sun\":[]}', ?)", [idToBytes(rules.inbox.workspaceId), JSON.stringify([today])]);
    expect(await only({ firstMessage: true })).toBe(true);
    expect(await only({ during: 'inside_hours' })).toBe(false);
    expect(await only({ during: 'outside_hours' })).toBe(true);
    expect(await only({ channelIds: [newId()] })).toBe(false);
    expect(await only({ channelIds: [rules.inbox.channelId] })).toBe(true);
    expect(await only({ labelIds: [newId()] })).toBe(false);
    expect(await only({ match: 'any', languages: ['de'] }, 'Guten Tag, wann haben Sie morgen geöffnet?')).toBe(true);
    expect(await only({ match: 'any', languages: ['de'] }, 'Good morning, when do you open tomorrow?')).toBe(false);

    await rules.query('DELETE FROM auto_reply_rule');
    await rules.rule({ conditions: { notWhileAnswered: true } });
    const conversation = await rules.inbox.conversation();
    await rules.says(conversation, 'hello');
    await send(conversation, 'Hi, Ana here');
    await rules.runner.run(await rules.says(conversation, 'hours'));
    expect(await rules.replies(conversation)).toEqual(['Hi, Ana here']);
  });

  it('opts out before any rule, confirms once, and answers nothing until START', async () => {
    await rules.rule({ conditions: { match: 'any' } });
    const conversation = await rules.inbox.conversation();
    const stop = await rules.says(conversation, 'Stop');
    expect(await rules.runner.run(stop)).toMatchObject({ stopped: true });
    await rules.runner.run(stop);
    await rules.runner.run(await rules.says(conversation, 'STOP'));
    expect(await rules.replies(conversation)).toEqual([expect.stringContaining('no more automatic messages')]);
    await rules.runner.run(await rules.says(conversation, 'hours'));
    expect(await rules.replies(conversation)).toHaveLength(1);
    expect(await rules.runner.run(await rules.says(conversation, 'start'))).toMatchObject({ stopped: true });
    await rules.runner.run(await rules.says(conversation, 'start'));
    expect(await rules.replies(conversation)).toEqual([expect.anything(), 'At nine.']);
    expect((await rules.query("SELECT type FROM message WHERE conversation_id = ? AND direction = 'system' ORDER BY seq", [idToBytes(conversation)])).map(({ type }) => type)).toEqual(['opted_out', 'opted_in']);
  });

  it('goes silent when two machines answer each other, and says so once', async () => {
    await rules.rule({ conditions: { match: 'any' } });
    const conversation = await rules.inbox.conversation();
    for (let round = 0; round < 12; round++) await rules.runner.run(await rules.says(conversation, 'I am away until Monday.'));
    expect((await rules.replies(conversation)).length).toBeLessThanOrEqual(3);
    expect(await rules.query("SELECT body FROM message WHERE conversation_id = ? AND type = 'automation_stopped'", [idToBytes(conversation)])).toMatchObject([{ body: expect.stringContaining('The same words came again and again') }]);
    const another = await rules.inbox.conversation();
    for (let round = 0; round < 12; round++) await rules.runner.run(await rules.says(another, `Ticket ${round} was opened.`));
    expect(await rules.replies(another)).toHaveLength(8);
    await send(another, 'A person now');
    await rules.runner.run(await rules.says(another, 'hours'));
    expect(await rules.replies(another)).toHaveLength(10);
  });

  describe('from the outbox to tasks', () => {
    it('takes each message once, with two readers, and only of automated channels', async () => {
      await rules.query('DELETE FROM auto_reply_rule');
      const conversation = await rules.inbox.conversation();
      const reader = rules.reader();
      await reader.take();
      await rules.says(conversation, 'before any rule');
      expect(await rules.tasks.lease(10)).toEqual([]);
      await rules.rule();
      const [a, b] = [rules.reader(), rules.reader()];
      const task = await rules.says(conversation, 'hours');
      await Promise.all([a.take(), b.take(), a.take()]);
      await b.take();
      const leased = [...(await rules.tasks.lease(10)), ...(await rules.tasks.lease(10))];
      expect(leased.map(({ messageId }) => messageId)).toContain(task.messageId);
      expect(new Set(leased.map(({ messageId }) => messageId)).size).toBe(leased.length);
      for (const one of leased) await rules.tasks.done(one);
      await b.take();
      expect(await rules.tasks.lease(10)).toEqual([]);
    });

    it('passes over no message by a list of channels from before a rule', async () => {
      await rules.rule({ conditions: { channelIds: [newId()] } });
      const reader = rules.reader();
      await reader.take();
      const conversation = await rules.inbox.conversation();
      await rules.rule();
      const task = await rules.says(conversation, 'hours');
      await reader.take();
      expect((await rules.tasks.lease(10)).map(({ messageId }) => messageId)).toEqual([task.messageId]);
    });

    it('leaves out what is old, and tries again what failed', async () => {
      await rules.rule();
      const conversation = await rules.inbox.conversation();
      const reader = rules.reader();
      await reader.take();
      const [old, fresh] = [await rules.says(conversation, 'hours'), await rules.says(conversation, 'hours')];
      await rules.query('UPDATE message SET received_at = NOW(3) - INTERVAL 11 MINUTE WHERE id = ?', [idToBytes(old.messageId)]);
      await reader.take();
      const [task, ...others] = await rules.tasks.lease(10);
      expect(others).toEqual([]);
      expect(task).toEqual(fresh);
      await rules.tasks.failed(task, 'database away');
      expect(await rules.tasks.lease(10)).toEqual([]);
      await rules.query('UPDATE automation_task SET next_at = NOW(3)');
      const [again] = await rules.tasks.lease(10);
      expect(again).toMatchObject({ messageId: fresh.messageId, tries: 2 });
      await rules.tasks.failed({ ...again, tries: 6 }, 'still away');
      expect(await rules.query('SELECT state, problem FROM automation_task')).toMatchObject([{ state: 'failed', problem: 'still away' }]);
    });
  });
});
