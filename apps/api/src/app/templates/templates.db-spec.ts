import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import type { ContactRef, StartedConversation, TemplateDetail, TemplateList, TemplateSync } from '@mailtrixy/shared/dto';
import { createTestApi, type TestApi } from '../http/testing/test-api';

describe('templates over HTTP', () => {
  let api: TestApi;
  let workspace: SeededWorkspace;
  const channelId = newId();
  const templateId = newId();
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    api = await createTestApi();
    workspace = await api.seed('Acme');
    for (const role of ['admin', 'lead', 'agent', 'viewer'] as const) tokens[role] = await workspace.members[role].newSession();
    const ws = idToBytes(workspace.workspaceId);
    await api.dataSource.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, waba_id, settings) VALUES (?, ?, 'whatsapp', 'live', 'active', 'WhatsApp', '118820043377615', '210984455012377', '{}')", [idToBytes(channelId), ws]);
    await api.dataSource.query("INSERT INTO template (id, workspace_id, waba_id, external_id, name, language, status, category, components, content_hash) VALUES (?, ?, '210984455012377', '17', 'parcel_update', 'en_US', 'APPROVED', 'UTILITY', ?, ?)", [idToBytes(templateId), ws, JSON.stringify([{ type: 'BODY', text: 'Hi {{1}}, bye.' }]), Buffer.alloc(32)]);
  });
  afterAll(() => api?.close());

  const call = <T>(role: string, method: string, path: string, body?: unknown) => api.call<T>(method, `/api${path}`, { token: tokens[role], ...(body === undefined ? {} : { body }) });
  const start = (over: object = {}) => call<StartedConversation>('agent', 'POST', '/conversations', { clientId: newId(), channelId, phone: '+447700900123', template: { templateId, values: { 'body.1': 'Bo' } }, ...over });

  it('lists for everybody who may send', async () => {
    const { status, body } = await call<TemplateList>('agent', 'GET', `/templates?channelId=${channelId}`);
    expect(status).toBe(200);
    expect(body.items).toMatchObject([{ id: templateId, notSendable: null, slots: [{ key: 'body.1', place: 'body', required: true }] }]);
    expect(body.sync).toMatchObject({ channelId, state: 'never', seen: 0 });
    expect((await call('viewer', 'GET', `/templates?channelId=${channelId}`)).status).toBe(403);
    expect((await call('agent', 'GET', '/templates?channelId=1')).status).toBe(400);
    expect((await call('agent', 'GET', `/templates?channelId=${newId()}`)).status).toBe(404);
  });

  it('answers a wished sync at once', async () => {
    expect(await call<TemplateSync>('agent', 'POST', '/templates/sync', { channelId })).toMatchObject({ status: 200, body: { state: 'running', problem: null } });
    expect((await call<TemplateList>('agent', 'GET', `/templates?channelId=${channelId}`)).body.sync.state).toBe('running');
  });

  it('lets leads set defaults, and everybody favourites', async () => {
    const defaults = { 'body.1': { field: 'contact.name', text: null } };
    expect((await call('agent', 'PATCH', `/templates/${templateId}`, { defaults })).status).toBe(403);
    expect((await call<TemplateDetail>('agent', 'PATCH', `/templates/${templateId}`, { favourite: true })).body.favourite).toBe(true);
    expect((await call<TemplateDetail>('lead', 'PATCH', `/templates/${templateId}`, { defaults })).body).toMatchObject({ favourite: false, slots: [{ defaultField: 'contact.name' }] });
    expect((await call<TemplateDetail>('lead', 'PATCH', `/templates/${templateId}`, { defaults: { 'body.1': null } })).status).toBe(200);
  });

  it('offers what people noted about contacts as a default', async () => {
    const [contactId, ws] = [newId(), (await api.dataSource.query('SELECT workspace_id FROM template WHERE id = ?', [idToBytes(templateId)]))[0].workspace_id];
    await api.dataSource.query('INSERT INTO contact (id, workspace_id) VALUES (?, ?)', [idToBytes(contactId), ws]);
    const note = (body: unknown) => call<ContactRef>('agent', 'PATCH', `/contacts/${contactId}`, body);
    expect((await note({ attributes: { order_number: '1182', tier: 'gold' } })).body).toMatchObject({ savedName: null, attributes: { order_number: '1182', tier: 'gold' } });
    expect((await note({ savedName: 'Maya' })).body).toMatchObject({ savedName: 'Maya', attributes: { order_number: '1182' } });
    expect(await note({ attributes: { 'Order no': '1' } })).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ field: 'attributes.Order no', message: expect.stringContaining('small letters') }] } });
    for (const odd of [[], 'x', 7]) expect((await note({ attributes: odd })).status).toBe(400);
    expect((await note({ attributes: { tier: null } })).body.attributes).toEqual({ order_number: '1182' });
    expect((await call('viewer', 'PATCH', `/contacts/${contactId}`, { attributes: {} })).status).toBe(403);
    expect((await call<TemplateList>('agent', 'GET', `/templates?channelId=${channelId}`)).body.attributes).toEqual(['order_number']);
    const defaults = { 'body.1': { field: 'contact.attributes.order_number', text: null } };
    expect((await call<TemplateDetail>('lead', 'PATCH', `/templates/${templateId}`, { defaults })).body).toMatchObject({ slots: [{ defaultField: 'contact.attributes.order_number' }] });
    expect((await call<TemplateDetail>('lead', 'PATCH', `/templates/${templateId}`, { defaults: { 'body.1': null } })).status).toBe(200);
  });

  it('names every reason why Meta would refuse a new one', async () => {
    const { status, body } = await call('admin', 'POST', '/templates', { clientId: newId(), channelId, name: 'A', language: 'en', category: 'UTILITY', parameterFormat: 'POSITIONAL', components: [{ type: 'BODY', text: '{{1}}' }] });
    expect([status, body.code]).toEqual([422, 'TEMPLATE_VALUES_INVALID']);
    expect(body.errors?.map(({ field }) => field)).toEqual(expect.arrayContaining(['name', 'components.0.text', 'components.0.example']));
    expect((await call('lead', 'POST', '/templates', {})).status).toBe(403);
  });

  it('starts a conversation once, and then names it', async () => {
    expect((await start({ template: { templateId, values: {} } })).body).toMatchObject({ code: 'TEMPLATE_VALUES_INVALID', errors: [{ field: 'body.1' }] });
    for (const template of [{}, { templateId: 7 }, { templateId, values: { 'body.1': 5 } }, { templateId, values: 'x', more: [] }]) expect((await start({ template })).status).toBe(422);
    expect((await start({ phone: '07700 900123' })).body).toMatchObject({ status: 422, code: 'CONTACT_ADDRESS_INVALID', errors: [{ field: 'phone' }] });
    const clientId = newId();
    const first = await start({ clientId });
    expect(first.status).toBe(201);
    expect(await start({ clientId })).toMatchObject({ status: 200, body: first.body });
    expect(await start()).toMatchObject({ status: 409, body: { code: 'INBOX_ALREADY_OPEN', conversationId: first.body.conversationId } });
    expect((await call('agent', 'GET', `/recipients?channelId=${channelId}&q=7700900123`)).status).toBe(200);
    expect((await call<unknown[]>('agent', 'GET', `/recipients?channelId=${channelId}&q=${encodeURIComponent('+44 7700 900123')}`)).body).toMatchObject([{ conversationId: first.body.conversationId }]);
  });
});
