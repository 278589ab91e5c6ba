import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { TemplateFiller } from '@mailtrixy/server/templates';
import type { TriedRule } from '@mailtrixy/shared/dto';
import { TemplateReplies } from '../rules/template-replies';
import { CONDITIONS, createRulesFixture, LIMITS, type RulesFixture } from '../testing/rules-fixture';
import { DryRun } from './dry-run';

describe('the dry run', () => {
  let rules: RulesFixture;
  let dry: DryRun;
  const draft = (over: Partial<TriedRule> = {}): TriedRule => ({ id: null, name: 'Draft', enabled: false, conditions: CONDITIONS, actions: [{ do: 'reply_text', text: 'x' }], limits: LIMITS, ...over });
  const run = (rule?: TriedRule, limits?: { messages: number; ms: number }) => dry.run(rules.inbox.workspaceId, { rule }, limits);

  beforeAll(async () => {
    rules = await createRulesFixture();
    dry = new DryRun(rules.inbox.database.dataSource, rules.hours, new SystemClock(), new TemplateReplies(new TemplateFiller(new SystemClock())));
  });
  afterEach(async () => {
    for (const table of ['auto_reply_rule', 'message', 'conversation']) await rules.query(`DELETE FROM ${table}`);
  });
  afterAll(() => rules?.close());

  it('takes a rule that is not saved, or not on, as if it were on', async () => {
    await rules.inbox.inbound(await rules.inbox.conversation(), 'hours');
    const saved = await rules.rule({ enabled: false, conditions: { words: ['prices'] } });
    expect((await run(draft())).rules).toMatchObject([{ ruleId: '', name: 'Draft', hits: 1 }]);
    expect((await run(draft({ id: saved }))).rules).toMatchObject([{ ruleId: saved, hits: 1 }]);
    expect((await run()).rules).toEqual([]);
    await expect(run(draft({ actions: [] }))).rejects.toMatchObject({ code: 'RULE_INVALID', more: { errors: [{ field: 'rule.actions' }] } });
  });

  it('says when it was cut, and lets others have their turn', async () => {
    const conversation = await rules.inbox.conversation();
    for (let n = 0; n < 120; n++) await rules.inbox.inbound(conversation, 'hours');
    expect(await run(draft())).toMatchObject({ messages: 120, cut: null });
    expect(await run(draft(), { messages: 120, ms: 60_000 })).toMatchObject({ messages: 120, cut: null });
    expect(await run(draft(), { messages: 119, ms: 60_000 })).toMatchObject({ messages: 119, cut: 'messages' });
    expect(await run(draft(), { messages: 10_000, ms: 0 })).toMatchObject({ cut: 'time', messages: 100 });
  });

  it('knows first messages and episodes as the rules do', async () => {
    const [older, newer] = [await rules.inbox.conversation(), await rules.inbox.conversation()];
    const [{ contact_id: contact }] = await rules.query<{ contact_id: Buffer }>('SELECT contact_id FROM conversation WHERE id = ?', [idToBytes(older)]);
    await rules.inbox.inbound(older, 'hours');
    await rules.query('UPDATE message SET received_at = NOW(3) - INTERVAL 2 DAY');
    await rules.query("UPDATE conversation SET open_slot = NULL, status = 'resolved', last_message_at = NOW(3) - INTERVAL 2 DAY WHERE id = ?", [idToBytes(older)]);
    await rules.query('UPDATE conversation SET contact_id = ? WHERE id = ?', [contact, idToBytes(newer)]);
    await rules.inbox.inbound(newer, 'hours');
    const first = await run(draft({ conditions: { ...CONDITIONS, firstMessage: true } }));
    expect(first.rules[0]).toMatchObject({ hits: 1, examples: [{ conversationId: older }] });
    expect(bytesToId(contact)).toBeTruthy();
    await rules.resolve(newer);
    for (let n = 0; n < 2; n++) await rules.inbox.inbound(newer, 'hours');
    expect((await run(draft({ limits: { ...LIMITS, oncePerConversation: true } }))).rules[0].hits).toBe(3);
  });

  it('names loops of canned replies, captions and templates', async () => {
    const [canned, template, file] = [newId(), await rules.template([{ type: 'BODY', text: 'Our {{1}}' }]), await rules.file()];
    await rules.query("INSERT INTO canned_reply (id, workspace_id, owner_id, unique_owner, scope, name, shortcut, body) VALUES (?, ?, ?, ?, 'all', 'h', 'h', 'hours')", [idToBytes(canned), idToBytes(rules.inbox.workspaceId), idToBytes(rules.inbox.userId), Buffer.alloc(16)]);
    const on = { conditions: { match: 'contains' as const } };
    for (const action of [{ do: 'reply_canned' as const, cannedReplyId: canned }, { do: 'reply_template' as const, templateId: template, values: { 'body.1': 'hours' } }, { do: 'reply_media' as const, attachmentId: file, caption: 'hours' }]) await rules.rule({ ...on, actions: [action] });
    expect((await run()).loops.map(({ words }) => words)).toEqual([1, 2, 3].map((n) => expect.stringContaining(`The reply of rule ${n} would set off rule 1`)));
  });
});
