import type { Actor } from '@mailtrixy/server/accounts';
import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { TemplateFiller } from '@mailtrixy/server/templates';
import type { RuleAction, SaveRuleRequest } from '@mailtrixy/shared/dto';
import { CONDITIONS, createRulesFixture, LIMITS, type RulesFixture } from '../testing/rules-fixture';
import { TryRules } from '../trying/try-rules';
import { AutoRepliesService } from './auto-replies.service';
import { TemplateReplies } from './template-replies';

const GREETING = [{ type: 'BODY', text: 'Hi {{1}}, order {{2}} is on its way.' }];

describe('templates and files as replies of rules', () => {
  let fixture: RulesFixture;
  let service: AutoRepliesService;
  let trial: TryRules;
  const workspace = () => fixture.inbox.workspaceId;
  const actor = (): Actor => ({ workspaceId: workspace(), userId: fixture.inbox.userId, name: 'Ana', ip: '', requestId: '' });
  const save = async (actions: RuleAction[], over: Partial<SaveRuleRequest> = {}) => (await service.create(workspace(), actor(), { clientId: newId(), name: 'Order', enabled: true, conditions: CONDITIONS, actions, limits: LIMITS, ...over })).rule;
  const reply = (templateId: string, values: Record<string, string>): RuleAction => ({ do: 'reply_template', templateId, values });
  const ask = async () => {
    const conversation = await fixture.inbox.conversation();
    await fixture.runner.run(await fixture.says(conversation, 'hours'));
    const [hit] = await fixture.query<{ words: string; fired: number }>('SELECT words, fired FROM rule_hit WHERE conversation_id = ?', [idToBytes(conversation)]);
    return { replies: await fixture.replies(conversation), ...hit };
  };
  const sent = async () => {
    const before = fixture.inbox.driver.accepted.length;
    await fixture.inbox.drain();
    return fixture.inbox.driver.accepted.slice(before).map(({ content }) => content);
  };

  beforeAll(async () => {
    fixture = await createRulesFixture();
    const { dataSource } = fixture.inbox.database;
    const templates = new TemplateReplies(new TemplateFiller(new SystemClock()));
    service = new AutoRepliesService(dataSource, fixture.hours, fixture.audit, fixture.inbox.doorbell, templates);
    trial = new TryRules(dataSource, fixture.hours, new SystemClock(), templates);
  });
  afterEach(async () => {
    await fixture.query('DELETE FROM auto_reply_rule');
    await fixture.query("DELETE FROM channel WHERE waba_id = '999'");
  });
  afterAll(() => fixture?.close());

  it('fill a template with the contact’s fields, and send it', async () => {
    const template = await fixture.template(GREETING);
    await save([reply(template, { 'body.1': '{{contact.first_name}}', 'body.2': '17' })]);
    expect((await ask()).replies).toEqual(['Hi Maya, order 17 is on its way.']);
    expect(await sent()).toMatchObject([{ type: 'template', components: [{ type: 'body', parameters: [{ type: 'text', text: 'Maya' }, { type: 'text', text: '17' }] }] }]);
  });

  it('send no template with a hole, and say which', async () => {
    const template = await fixture.template(GREETING);
    await save([reply(template, { 'body.1': 'there', 'body.2': 'no. {{contact.attributes.order}}' })]);
    const { replies, words, fired } = await ask();
    expect(replies).toEqual([]);
    expect(fired).toBe(0);
    expect(words).toBe('The message is exactly “hours”. No reply: the template needs {{contact.attributes.order}}, which this contact does not have.');
  });

  it('send a template with a picture again and again', async () => {
    const [template, file] = [await fixture.template([{ type: 'HEADER', format: 'IMAGE' }, { type: 'BODY', text: 'Our map' }]), await fixture.file()];
    await save([reply(template, { header: file })]);
    for (let time = 0; time < 2; time++) expect((await ask()).replies).toEqual(['Our map']);
    expect(await sent()).toHaveLength(2);
    expect(fixture.inbox.uploader.uploaded.length).toBeGreaterThan(0);
  });

  it('send a file with its caption filled', async () => {
    const file = await fixture.file();
    await save([{ do: 'reply_media', attachmentId: file, caption: 'For {{contact.first_name}}' }]);
    for (let time = 0; time < 2; time++) expect((await ask()).replies).toEqual(['For Maya']);
    expect(await sent()).toMatchObject([{ type: 'media', caption: 'For Maya' }, { type: 'media', caption: 'For Maya' }]);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['a missing value', { 'body.1': 'x' }, 'actions.0.values.body.2', 'Fill in'],
    ['a value of another template', { 'body.1': 'x', 'body.2': 'y', 'body.3': 'z' }, 'actions.0.values.body.3', 'no such field'],
    ['a variable that only people have', { 'body.1': '{{agent.name}}', 'body.2': 'y' }, 'actions.0.values.body.1', '{{agent.name}}'],
  ])('%s is told at saving', async (_, values, field, words) => {
    const template = await fixture.template(GREETING);
    await expect(save([reply(template, values)])).rejects.toMatchObject({ code: 'RULE_INVALID', more: { errors: [{ field, message: expect.stringContaining(words) }] } });
    expect(await save([reply(template, values)], { enabled: false })).toMatchObject({ problems: [expect.stringContaining(words)] });
    const tried = await trial.run(workspace(), { text: 'hours', channelId: null, rule: { id: null, name: 'x', enabled: true, conditions: CONDITIONS, actions: [reply(template, values)], limits: LIMITS } });
    expect(tried.steps.at(-1)?.actions).toEqual([expect.stringMatching(/^Reply with the template t_\w+: cannot be sent\. .*/)]);
    expect(tried.replies).toEqual([]);
  });

  it('a default fills what was left empty', async () => {
    const template = await fixture.template(GREETING, { defaults: { 'body.1': { field: 'contact.first_name', text: null }, 'body.2': { field: 'contact.attributes.order', text: null } } });
    expect(await save([reply(template, {})])).toMatchObject({ problems: [] });
    const { replies, words } = await ask();
    expect(replies).toEqual([]);
    expect(words).toContain('No reply: Fill in');
  });

  it('a template of another account is told at saving, and of one channel of several among the problems', async () => {
    const other = newId();
    await fixture.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, waba_id, settings) VALUES (?, ?, 'whatsapp', 'live', 'active', 'Shop', '2', '999', '{}')", [idToBytes(other), idToBytes(workspace())]);
    const template = await fixture.template([{ type: 'BODY', text: 'Hello' }]);
    const on = (channelIds: string[]) => ({ conditions: { ...CONDITIONS, channelIds } });
    await expect(save([reply(template, {})], on([other]))).rejects.toMatchObject({ code: 'RULE_INVALID', more: { errors: [{ field: 'actions.0.templateId', message: expect.stringContaining('another WhatsApp account than the channel Shop') }] } });
    expect(await save([reply(template, {})], on([fixture.inbox.channelId]))).toMatchObject({ problems: [] });
    expect(await save([reply(template, {})])).toMatchObject({ problems: [expect.stringContaining('the channel Shop')] });
    const tried = await trial.run(workspace(), { text: 'hours', channelId: other });
    expect(tried.replies).toEqual([]);
  });
});
