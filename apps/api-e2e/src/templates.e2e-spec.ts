import { randomInt, randomUUID } from 'node:crypto';
import type { ChannelDetail, MessageInfo, MessagePage, Recipient, StartedConversation, TemplateDetail, TemplateList, TemplateSample, TemplateSummary, UploadedAttachment } from '@mailtrixy/shared/dto';
import { ApiFailure, Stack, until, type Provisioned, type TestWorkspace } from '@mailtrixy/e2e/stack';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 3 3]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF');

/** Templates from Meta's list to the customer's phone; "Meta" is the simulator with its own checks. */
describe('templates', () => {
  let stack: Stack;
  let workspace: TestWorkspace;
  let channel: ChannelDetail;
  let number: Provisioned;

  const list = () => workspace.owner.get<TemplateList>(`/templates?channelId=${channel.id}`);
  const find = async (name: string, language = 'en_US') => (await list()).items.find((item) => item.name === name && item.language === language) as TemplateSummary;
  const get = (id: string) => workspace.owner.get<TemplateDetail>(`/templates/${id}`);
  const synced = (after: string | null = null) => until('a complete sync', async () => {
    const { sync } = await list();
    return sync.state === 'done' && sync.finishedAt !== after ? sync : null;
  });
  const atMeta = <T>(method: string, path: string, body?: unknown) => stack.simulator.call<T>(method, path, body);
  const start = (template: TemplateSummary, values: Record<string, string>, over: object = {}) => workspace.owner.post<StartedConversation>('/conversations', { clientId: randomUUID(), channelId: channel.id, phone: number.customers[0].phone?.replace(/^\+?/, '+'), template: { templateId: template.id, values }, intoOpen: true, ...over });
  const rest = (messageId: string) => until('the message to be delivered or failed', async () => {
    const { message } = await workspace.owner.get<MessageInfo>(`/messages/${messageId}`);
    return message.deliveryStatus === 'delivered' || message.deliveryStatus === 'failed' ? message : null;
  });
  const upload = async (kind: string, type: string, bytes: Buffer) => {
    const form = new FormData();
    form.set('clientId', randomUUID());
    form.set('kind', kind);
    form.set('file', new Blob([bytes], { type }), 'example');
    const answer = await fetch(`${stack.url}/api/attachments`, { method: 'POST', body: form, headers: { cookie: workspace.owner.cookie, origin: stack.url, 'sec-fetch-site': 'same-origin' } });
    if (answer.status !== 201) throw new Error(`the upload answered ${answer.status}: ${await answer.text()}`);
    return ((await answer.json()) as UploadedAttachment).id;
  };
  const refusal = async (work: Promise<unknown>) => {
    const error = await work.then(() => null, (one: unknown) => one);
    if (!(error instanceof ApiFailure)) throw error ?? new Error('nothing was refused');
    return error.problem;
  };

  beforeAll(async () => {
    stack = await Stack.start();
    await atMeta('PATCH', '/settings', { templateReview: { afterMs: 300, decision: 'APPROVED' } });
  });
  beforeEach(async () => {
    workspace = await stack.workspace();
    ({ channel, number } = await stack.channel(workspace.owner, { customers: [{ name: 'Maya Chen', phone: `+44770090${randomInt(1000, 9999)}` }] }));
    await synced();
  });
  afterAll(() => stack?.stop());

  it('come by themselves for a new number: every language, with what can be sent and why the rest cannot', async () => {
    const { items, sync } = await list();
    expect(sync).toMatchObject({ total: 14, changed: 14, problem: null });
    expect(items.filter(({ notSendable }) => notSendable).map(({ name, status }) => `${name} ${status}`)).toEqual(['delivery_delay PENDING', 'feedback PAUSED', 'winter_sale REJECTED']);
    expect((await find('winter_sale', 'de')).rejectedReason).toBe('INVALID_FORMAT');
    expect((await find('parcel_update_named', 'de')).slots.map(({ key, label }) => `${key} ${label}`)).toEqual(['header Order', 'body.first_name First name', 'body.order Order']);
    expect((await find('appointment_reminder', 'de')).slots.map(({ key, required }) => `${key} ${required}`)).toEqual(['body.1 true', 'body.2 true', 'body.3 true', 'button.0 false', 'button.1 false']);
  });

  it('keep the whole old list when a page fails, and say so', async () => {
    await atMeta('POST', '/templates', { wabaId: number.wabaId, name: 'extra_{n}', components: [{ type: 'BODY', text: 'Hello' }], count: 230 });
    await atMeta('PUT', '/chaos', { templates: { failPage: 3, code: 2 } });
    const before = (await list()).sync.finishedAt;
    await workspace.owner.post('/templates/sync', { channelId: channel.id });
    const failed = await until('the sync to fail', async () => {
      const { sync, items } = await list();
      return sync.state === 'failed' ? { sync, items } : null;
    });
    expect(failed.items).toHaveLength(14);
    expect(failed.sync).toMatchObject({ finishedAt: before, problem: expect.any(String) });
    await atMeta('PUT', '/chaos', { templates: { failPage: null } });
    await workspace.owner.post('/templates/sync', { channelId: channel.id });
    expect(await synced(before)).toMatchObject({ total: 244, changed: 230 });
  });

  it('follow Meta’s webhooks', async () => {
    const { id } = await find('appointment_reminder');
    const [own] = (await atMeta<{ templates: { id: string; name: string; language: string }[] }>('GET', `/templates?wabaId=${number.wabaId}`)).templates.filter(({ name, language }) => name === 'appointment_reminder' && language === 'en_US');
    await atMeta('POST', `/templates/${own.id}/decide`, { event: 'PAUSED' });
    await until('the pause', async () => (await get(id)).status === 'PAUSED');
    expect((await get(id)).history.map(({ words }) => words)).toContainEqual(expect.stringContaining('Paused'));
    expect((await refusal(start(await get(id), { 'body.1': 'a', 'body.2': 'b', 'body.3': 'c' })))?.code).toBe('TEMPLATE_NOT_SENDABLE');
    await atMeta('PATCH', `/templates/${own.id}`, { quality: 'RED', category: 'MARKETING' });
    await until('quality and category', async () => {
      const template = await get(id);
      return template.quality === 'RED' && template.category === 'MARKETING';
    });
    await atMeta('DELETE', `/templates/${own.id}`);
    await until('the deletion', async () => (await get(id)).deletedAt !== null);
  });

  it('reach the phone, filled, in every kind that needs no file', async () => {
    const sends: [string, string, Record<string, string>, string][] = [
      ['appointment_reminder', 'de', { 'body.1': 'Maya', 'body.2': '3.12.', 'body.3': '10:30' }, 'Hallo Maya, wir sehen uns am 3.12. um 10:30 Uhr.'],
      ['parcel_update_named', 'de', { header: '5521', 'body.first_name': 'Maya', 'body.order': '5521' }, 'Hallo Maya, dein Paket 5521 ist unterwegs.'],
      ['order_confirmation', 'en_US', { header: '7', 'body.customer_name': 'Maya', 'body.order_number': '7', 'button.0': 'change-7' }, 'Thanks Maya! We have your order 7'],
      ['shop_location', 'en_US', { header: '{"latitude":51.5,"longitude":-0.12,"name":"Shop","address":"1 Road"}', 'body.1': '7' }, 'Your order 7 waits'],
      ['login_code', 'en_US', { 'body.1': '482913' }, '*482913* is your verification code.'],
      ['book_now', 'en_US', {}, 'Pick a date'],
    ];
    for (const [name, language, values, text] of sends) {
      const { messageId } = await start(await find(name, language), values);
      const message = await rest(messageId);
      expect(message.deliveryError).toBeNull();
      expect(message).toMatchObject({ type: 'template', deliveryStatus: 'delivered', body: expect.stringContaining(text), content: { kind: 'template', name } });
    }
    expect((await find('login_code')).used30d).toBe(1);
    expect((await stack.simulator.chat(number.customers[0].id, number.phoneNumberId)).filter(({ from }) => from === 'business')).toHaveLength(sends.length);
  });

  it('carry files in their headers, alone, in an offer and on every card', async () => {
    const [photo, second, paper] = [await upload('image', 'image/png', PNG), await upload('image', 'image/png', PNG), await upload('document', 'application/pdf', PDF)];
    const offer = { header: await upload('image', 'image/png', PNG), 'body.1': 'Maya', offer: new Date(Date.now() + 86_400_000).toISOString(), 'button.0': 'WINTER20', 'button.1': 'w20' };
    const sends: [string, Record<string, string>][] = [
      ['invoice_ready', { header: paper, 'body.1': 'Maya', 'body.2': 'November' }],
      ['winter_offer', offer],
      ['new_mugs', { 'body.1': 'Maya', 'card.0.header': photo, 'card.0.button.1': 'mug-0', 'card.1.header': second, 'card.1.button.1': 'mug-1' }],
    ];
    for (const [name, values] of sends) {
      const message = await rest((await start(await find(name), values)).messageId);
      expect([name, message.deliveryStatus, message.deliveryError]).toEqual([name, 'delivered', null]);
    }
    expect(await refusal(start(await find('invoice_ready'), { 'body.1': 'a', 'body.2': 'b' }))).toMatchObject({ code: 'TEMPLATE_VALUES_INVALID', errors: [{ field: 'header' }] });
  });

  it('are created with an example file', async () => {
    const sample = { channelId: channel.id, attachmentId: await upload('image', 'image/png', PNG) };
    const { handle } = await workspace.owner.post<TemplateSample>('/templates/samples', sample);
    const components = [{ type: 'HEADER', format: 'IMAGE', example: { header_handle: [handle] } }, { type: 'BODY', text: 'Look what has just come in.' }];
    const draft = { clientId: randomUUID(), channelId: channel.id, name: 'with_picture', language: 'en_US', category: 'MARKETING', parameterFormat: 'POSITIONAL', components };
    const made = await workspace.owner.post<TemplateDetail>('/templates', draft);
    await until('the approval', async () => (await get(made.id)).status === 'APPROVED');
    const invented = [{ ...components[0], example: { header_handle: ['4:never-uploaded'] } }, components[1]];
    expect(await refusal(workspace.owner.post('/templates', { ...draft, clientId: randomUUID(), name: 'invented', components: invented }))).toMatchObject({ code: 'TEMPLATE_REFUSED' });
  });

  it('start a conversation once with a number that nobody has, and name it afterwards', async () => {
    const phone = '+44 7700 900777';
    const search = () => workspace.owner.get<Recipient[]>(`/recipients?channelId=${channel.id}&q=${encodeURIComponent(phone)}`);
    expect(await search()).toMatchObject([{ contactId: null, address: '+447700900777' }]);
    const template = await find('book_now');
    const request = { clientId: randomUUID(), channelId: channel.id, phone, name: 'Nadia', template: { templateId: template.id, values: {} }, assignToMe: true };
    const answers = await Promise.all([1, 2, 3].map(() => workspace.owner.post<StartedConversation>('/conversations', request)));
    expect(new Set(answers.map(({ messageId }) => messageId)).size).toBe(1);
    const { conversationId } = answers[0];
    expect(await search()).toMatchObject([{ displayName: 'Nadia', conversationId }]);
    expect(await refusal(workspace.owner.post('/conversations', { ...request, clientId: randomUUID() }))).toMatchObject({ code: 'INBOX_ALREADY_OPEN', conversationId });
    expect((await workspace.owner.get<MessagePage>(`/conversations/${conversationId}/messages`)).items.filter(({ direction }) => direction === 'out')).toHaveLength(1);
  });

  it('are read again when Meta refuses an old one: sent once more where the values fit, else with words', async () => {
    const template = await find('appointment_reminder');
    const own = (await atMeta<{ templates: { id: string; name: string; language: string }[] }>('GET', `/templates?wabaId=${number.wabaId}`)).templates.find(({ name, language }) => name === template.name && language === 'en_US');
    const changed = (text: string, values: string[]) => atMeta('PATCH', `/templates/${own?.id}`, { components: [{ type: 'BODY', text, example: { body_text: [values] } }], notify: false });
    await changed('Hello {{1}}, see you {{2}} at {{3}} in room {{4}} then.', ['a', 'b', 'c', 'd']);
    const failed = await rest((await start(template, { 'body.1': 'Maya', 'body.2': 'today', 'body.3': '10:30' })).messageId);
    expect(failed).toMatchObject({ deliveryStatus: 'failed', deliveryError: { code: 132000 } });
    expect((await get(template.id)).slots.map(({ key }) => key)).toEqual(['body.1', 'body.2', 'body.3', 'body.4']);
    // Without its form button the same values fit.
    const form = await find('book_now');
    const atOnce = (await atMeta<{ templates: { id: string; name: string }[] }>('GET', `/templates?wabaId=${number.wabaId}`)).templates.find(({ name }) => name === form.name);
    await atMeta('PATCH', `/templates/${atOnce?.id}`, { components: [{ type: 'BODY', text: 'Call us to pick a date.' }], notify: false });
    const { messageId } = await start(form, {});
    expect(await rest(messageId)).toMatchObject({ deliveryStatus: 'delivered', body: 'Call us to pick a date.' });
    expect((await workspace.owner.get<MessageInfo>(`/messages/${messageId}`)).attempts).toHaveLength(2);
  });

  it('are created, approved, edited and deleted at Meta', async () => {
    const draft = { clientId: randomUUID(), channelId: channel.id, name: 'thanks_note', language: 'en_US', category: 'UTILITY', parameterFormat: 'POSITIONAL', components: [{ type: 'BODY', text: 'Thanks {{1}}, your order is paid now.', example: { body_text: [['Maya']] } }] };
    expect(await refusal(workspace.owner.post('/templates', { ...draft, components: [{ type: 'BODY', text: '{{1}}' }] }))).toMatchObject({ code: 'TEMPLATE_VALUES_INVALID' });
    const made = await workspace.owner.post<TemplateDetail>('/templates', draft);
    expect(made.status).toBe('PENDING');
    await until('the approval', async () => (await get(made.id)).status === 'APPROVED');
    const components = [{ type: 'BODY', text: 'Many thanks {{1}}, your order is paid now.', example: { body_text: [['Maya']] } }];
    await workspace.owner.post(`/templates/${made.id}/edit`, { components });
    await until('the second approval', async () => (await get(made.id)).status === 'APPROVED');
    expect(await refusal(workspace.owner.post(`/templates/${made.id}/edit`, { components }))).toMatchObject({ code: 'TEMPLATE_REFUSED', detail: expect.stringContaining('24 hours') });
    expect(await rest((await start(await get(made.id), { 'body.1': 'Maya' })).messageId)).toMatchObject({ body: 'Many thanks Maya, your order is paid now.', deliveryStatus: 'delivered' });
    await workspace.owner.call('DELETE', `/templates/${made.id}`);
    expect((await get(made.id)).notSendable).toContain('no longer exists');
    // Meta blocks the name for thirty days, in its own words.
    const again = await refusal(workspace.owner.post('/templates', { ...draft, clientId: randomUUID() }));
    expect(again).toMatchObject({ code: 'TEMPLATE_REFUSED', detail: expect.stringContaining('deleted') });
  });

  it('are whole although the worker is killed before a new list takes the old one’s place', async () => {
    await stack.worker.stop();
    await atMeta('POST', '/templates', { wabaId: number.wabaId, name: 'after_kill', components: [{ type: 'BODY', text: 'Hello' }] });
    const before = (await list()).sync.finishedAt;
    await workspace.owner.post('/templates/sync', { channelId: channel.id });
    await stack.worker.start({ MAILTRIXY_FAILPOINTS: 'templates.before_swap' }, false);
    await stack.worker.ended(60_000);
    expect(await list()).toMatchObject({ sync: { state: 'running', total: 14, finishedAt: before } });
    await stack.sql('UPDATE template_sync SET lease_until = NOW(3) - INTERVAL 1 SECOND');
    await stack.worker.start();
    expect(await synced(before)).toMatchObject({ total: 15, changed: 1 });
  });
});
