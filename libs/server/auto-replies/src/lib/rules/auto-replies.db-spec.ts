import type { Actor } from '@mailtrixy/server/accounts';
import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { TemplateFiller } from '@mailtrixy/server/templates';
import type { SaveRuleRequest } from '@mailtrixy/shared/dto';
import { CONDITIONS, createRulesFixture, LIMITS, type RulesFixture } from '../testing/rules-fixture';
import { DryRun } from '../trying/dry-run';
import { HitLog } from '../trying/hit-log';
import { TryRules } from '../trying/try-rules';
import { AutoRepliesService } from './auto-replies.service';
import { TemplateReplies } from './template-replies';

describe('rules as people see them', () => {
  let fixture: RulesFixture;
  let rules: AutoRepliesService;
  let trial: TryRules;
  let log: HitLog;
  const workspace = () => fixture.inbox.workspaceId;
  const actor = (): Actor => ({ workspaceId: workspace(), userId: fixture.inbox.userId, name: 'Ana', ip: '', requestId: '' });
  const draft = (over: Partial<SaveRuleRequest> = {}): SaveRuleRequest => ({ clientId: newId(), name: 'Hours', enabled: true, conditions: CONDITIONS, actions: [{ do: 'reply_text', text: 'At nine.' }], limits: LIMITS, ...over });
  const create = async (over: Partial<SaveRuleRequest> = {}) => (await rules.create(workspace(), actor(), draft(over))).rule;

  beforeAll(async () => {
    fixture = await createRulesFixture();
    const { dataSource } = fixture.inbox.database;
    const templates = new TemplateReplies(new TemplateFiller(new SystemClock()));
    rules = new AutoRepliesService(dataSource, fixture.hours, fixture.audit, fixture.inbox.doorbell, templates);
    trial = new TryRules(dataSource, fixture.hours, new SystemClock(), templates);
    log = new HitLog(dataSource, fixture.hours);
  });
  afterEach(() => fixture.query('DELETE FROM auto_reply_rule'));
  afterAll(() => fixture?.close());

  it('are made once, changed by version, ordered and removed', async () => {
    const request = draft();
    const first = await rules.create(workspace(), actor(), request);
    expect(first).toMatchObject({ created: true, rule: { position: 1, version: 1, hits7d: 0, lastHitAt: null, problems: [] } });
    expect(await rules.create(workspace(), actor(), request)).toMatchObject({ created: false, rule: { id: first.rule.id } });
    const [second, third] = [await create({ name: 'second' }), await create({ name: 'third' })];
    await expect(rules.order(workspace(), actor(), [third.id, first.rule.id])).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    expect((await rules.order(workspace(), actor(), [third.id, first.rule.id, second.id])).rules.map(({ name, position }) => [name, position])).toEqual([['third', 1], ['Hours', 2], ['second', 3]]);
    await expect(rules.order(workspace(), actor(), [second.id, third.id, first.rule.id], [first.rule.id, second.id, third.id])).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    // Whoever wants what is so already gets it.
    await rules.order(workspace(), actor(), [third.id, first.rule.id, second.id], [first.rule.id, second.id, third.id]);
    expect(await rules.update(workspace(), actor(), second.id, draft({ version: 1, name: 'renamed', enabled: false }))).toMatchObject({ version: 2, name: 'renamed', enabled: false });
    await expect(rules.update(workspace(), actor(), second.id, draft({ version: 1 }))).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    await rules.remove(workspace(), actor(), first.rule.id);
    expect((await rules.list(workspace())).rules.map(({ position }) => position)).toEqual([1, 2]);
    await expect(rules.remove(workspace(), actor(), first.rule.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each<[Partial<SaveRuleRequest>, string]>([
    [{ name: ' ' }, 'name'],
    [{ conditions: { ...CONDITIONS, words: [] } }, 'conditions.words'],
    [{ conditions: { ...CONDITIONS, words: ['ok', ''] } }, 'conditions.words.1'],
    [{ conditions: { ...CONDITIONS, match: 'regex', words: ['order (\\d+'] } }, 'conditions.words.0'],
    [{ conditions: { ...CONDITIONS, match: 'magic' as never } }, 'conditions.match'],
    [{ conditions: null as never }, 'conditions'],
    [{ conditions: { ...CONDITIONS, channelIds: [newId()] } }, 'conditions.channelIds.0'],
    [{ actions: [] }, 'actions'],
    [{ actions: [null as never] }, 'actions.0'],
    [{ actions: [{ do: 'reply_text', text: '' }] }, 'actions.0.text'],
    [{ actions: [{ do: 'resolve' }, { do: 'add_label', labelId: newId() }] }, 'actions.1.labelId'],
    [{ actions: [{ do: 'reply_template', templateId: newId(), values: {} }] }, 'actions.0.templateId'],
    [{ actions: [{ do: 'reply_media', attachmentId: newId(), caption: '' }] }, 'actions.0.attachmentId'],
    [{ actions: [{ do: 'assign', userId: newId() }] }, 'actions.0.userId'],
    [{ limits: { ...LIMITS, coolDownMinutes: -1 } }, 'limits.coolDownMinutes'],
  ])('%j is refused at %s', async (over, field) => {
    await expect(rules.create(workspace(), actor(), draft(over))).rejects.toMatchObject({ code: 'RULE_INVALID', more: { errors: expect.arrayContaining([expect.objectContaining({ field })]) } });
  });

  it('show where a pattern is wrong', async () => {
    await expect(rules.create(workspace(), actor(), draft({ conditions: { ...CONDITIONS, match: 'regex', words: ['a**'] } }))).rejects.toMatchObject({ more: { errors: [{ message: expect.stringMatching(/\na\*\*\n {1}\^$/) }] } });
  });

  it('say in words what they lost, and do not act on it', async () => {
    const [label, channel] = [newId(), newId()];
    await fixture.query("INSERT INTO label (id, workspace_id, name, colour) VALUES (?, ?, 'gone', 'red')", [idToBytes(label), idToBytes(workspace())]);
    await fixture.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, settings) VALUES (?, ?, 'whatsapp', 'sandbox', 'active', 'Gone', '1', '{}')", [idToBytes(channel), idToBytes(workspace())]);
    await create({ conditions: { ...CONDITIONS, channelIds: [channel] }, actions: [{ do: 'add_label', labelId: label }, { do: 'reply_text', text: 'x' }] });
    await fixture.query('DELETE FROM label');
    await fixture.query("DELETE FROM channel WHERE name = 'Gone'");
    expect((await rules.list(workspace())).rules[0].problems).toEqual(['One of its channels does not exist any more.', 'A label that it sets does not exist any more.']);
    const conversation = await fixture.inbox.conversation();
    await fixture.runner.run(await fixture.says(conversation, 'hours'));
    expect(await fixture.replies(conversation)).toEqual([]);
  });

  it('say that closing time never comes while business hours are switched off', async () => {
    const night = { ...CONDITIONS, during: 'outside_hours' as const };
    expect((await create({ conditions: night })).problems).toEqual([expect.stringContaining('business hours are switched off')]);
    const { version, week } = await fixture.hours.get(workspace());
    const { version: saved } = await fixture.hours.update(workspace(), actor(), { version, enabled: true, week, holidays: [] });
    expect((await rules.list(workspace())).rules[0].problems).toEqual([]);
    await fixture.hours.update(workspace(), actor(), { version: saved, enabled: false, week, holidays: [] });
  });

  it('are tried out with every why and why not', async () => {
    const exact = await create();
    await create({ name: 'rest', conditions: { ...CONDITIONS, match: 'contains', words: ['hour'] }, actions: [{ do: 'reply_text', text: 'Hi {{contact.first_name}}' }, { do: 'hand_to_ai' }], limits: { ...LIMITS, stop: true } });
    await create({ name: 'never', conditions: { ...CONDITIONS, match: 'any', words: [] } });
    const result = await trial.run(workspace(), { text: 'What hours?', channelId: null });
    expect(result.steps.map(({ name, matched }) => [name, matched])).toEqual([['Hours', false], ['rest', true], ['never', false]]);
    expect(result.steps[0].words).toContain('not exactly “hours”');
    expect(result.steps[1]).toMatchObject({ ranges: [[5, 9]], actions: ['Reply with a text', 'Hand to the AI'] });
    expect(result.steps[2].words).toContain('“rest” lets nothing come after it');
    expect(result).toMatchObject({ replies: ['Hi Maya'], handedToAi: true });
    const changed = await trial.run(workspace(), { text: 'What hours?', channelId: null, rule: { ...draft({ conditions: { ...CONDITIONS, match: 'starts_with', words: ['what'] } }), id: exact.id } });
    expect(changed.steps[0].matched).toBe(true);
    expect((await trial.run(workspace(), { text: 'STOP', channelId: null })).steps).toMatchObject([{ ruleId: null, matched: true }]);
    await expect(trial.run(workspace(), { text: 'x', channelId: null, rule: { ...draft({ actions: [] }), id: null } })).rejects.toMatchObject({ code: 'RULE_INVALID', more: { errors: [{ field: 'rule.actions' }] } });
  });

  it('run dry over the last 30 days, with conflicts and loops by name', async () => {
    const [conversation, old] = [await fixture.inbox.conversation(), await fixture.inbox.conversation()];
    for (const text of ['hours', 'HOURS', 'prices', 'STOP']) await fixture.inbox.inbound(conversation, text);
    const before = await fixture.inbox.inbound(old, 'hours');
    await fixture.query('UPDATE message SET received_at = NOW(3) - INTERVAL 31 DAY WHERE id = ?', [idToBytes(before.id)]);
    const first = await create({ limits: { ...LIMITS, stop: true }, actions: [{ do: 'reply_text', text: 'hours' }] });
    const second = await create({ name: 'again', conditions: { ...CONDITIONS, words: ['Hours'] } });
    const cooled = await create({ name: 'prices', conditions: { ...CONDITIONS, match: 'any', words: [] }, limits: { ...LIMITS, coolDownMinutes: 60 } });
    const result = await new DryRun(fixture.inbox.database.dataSource, fixture.hours, new SystemClock(), new TemplateReplies(new TemplateFiller(new SystemClock()))).run(workspace());
    const of = (id: string) => result.rules.find(({ ruleId }) => ruleId === id);
    expect(of(first.id)).toMatchObject({ hits: 3, replies: 3 });
    expect(of(second.id)).toMatchObject({ hits: 0 });
    expect(of(cooled.id)?.hits).toBe(1);
    expect(result.conflicts).toEqual([{ ruleId: second.id, words: 'Rule 2 can never run: rule 1 catches the same words and stops.' }]);
    expect(result.loops[0]).toMatchObject({ ruleId: first.id, words: expect.stringContaining('rule 1 again') });
    expect(await fixture.replies(conversation)).toEqual([]);
  });

  it('explain why nothing happened (SEED: exact match)', async () => {
    const rule = await create();
    const conversation = await fixture.inbox.conversation();
    await fixture.runner.run(await fixture.says(conversation, 'hours please'));
    await fixture.runner.run(await fixture.says(conversation, 'hours'));
    const { items: hits, nextCursor } = await log.list(workspace(), { conversationId: conversation });
    expect(nextCursor).toBeNull();
    expect(hits.map(({ fired, text, words }) => [fired, text, words])).toEqual([
      [true, 'hours', expect.stringContaining('is exactly “hours”')],
      [false, 'hours please', 'The message is not exactly “hours”: there is more in it. Choose “Contains”, or the customer sends the exact keyword.'],
    ]);
    expect((await log.list(workspace(), { ruleId: rule.id })).items.some(({ fired }) => fired)).toBe(true);
    expect((await rules.list(workspace())).rules[0]).toMatchObject({ hits7d: 1, lastHitAt: expect.any(String) });
    for (let more = 0; more < 60; more++) await fixture.query('INSERT INTO rule_hit (id, workspace_id, rule_id, rule_name, conversation_id, contact_id, message_id, fired, words, message_text) SELECT ?, workspace_id, rule_id, rule_name, conversation_id, contact_id, ?, fired, words, message_text FROM rule_hit WHERE fired = 1 AND rule_id = ? LIMIT 1', [idToBytes(newId()), idToBytes(newId()), idToBytes(rule.id)]);
    const first = await log.list(workspace(), { ruleId: rule.id });
    const rest = await log.list(workspace(), { ruleId: rule.id, cursor: first.nextCursor ?? '' });
    expect(new Set([...first.items, ...rest.items].filter(({ fired }) => fired).map(({ id }) => id)).size).toBe(61);
    expect(rest.nextCursor).toBeNull();
    await expect(log.list(newId(), { conversationId: conversation })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('business hours are checked and kept by version', async () => {
    const { version, week } = await fixture.hours.get(workspace());
    const saved = await fixture.hours.update(workspace(), actor(), { version, enabled: true, week: { ...week, sat: [{ from: '10:00', to: '24:00' }] }, holidays: ['2026-12-25', '2026-12-25'] });
    expect(saved).toMatchObject({ version: version + 1, enabled: true, timeZone: 'Europe/Berlin', holidays: ['2026-12-25'], week: { sat: [{ from: '10:00', to: '24:00' }] } });
    await expect(fixture.hours.update(workspace(), actor(), { version, enabled: true, week, holidays: [] })).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
    for (const [mon, field] of [[[{ from: '9', to: '10:00' }], 'week.mon.0'], [[{ from: '10:00', to: '09:00' }], 'week.mon.0.to'], [[{ from: '09:00', to: '12:00' }, { from: '11:00', to: '13:00' }], 'week.mon'], [null, 'week.mon']] as const) {
      await expect(fixture.hours.update(workspace(), actor(), { version: saved.version, enabled: true, week: { ...week, mon: mon as never }, holidays: [] })).rejects.toMatchObject({ code: 'VALIDATION_FAILED', more: { errors: [expect.objectContaining({ field })] } });
    }
    await expect(fixture.hours.update(workspace(), actor(), { version: saved.version, enabled: true, week, holidays: ['2026-02-30'] })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await fixture.hours.nextOpening(workspace(), new Date('2026-11-29T12:00:00Z'))).toMatchObject({ words: 'Mon 9:00' });
  });
});
