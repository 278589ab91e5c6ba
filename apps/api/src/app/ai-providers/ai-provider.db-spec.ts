import { ProviderRows } from '@mailtrixy/server/ai-providers';
import { closeProviderConnections, startProviderStub, type ProviderStub } from '@mailtrixy/server/ai-providers/testing';
import type { SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import type { AiModelList, AiProvider, AiProviderTest, AuditEntryRow, Page } from '@mailtrixy/shared/dto';
import { createTestApi, type TestApi } from '../http/testing/test-api';

const KEY = 'sk-local-abcdef1234567890WXYZ';

describe('the language model of a workspace over HTTP', () => {
  let api: TestApi;
  let workspace: SeededWorkspace;
  let stub: ProviderStub;
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    [api, stub] = await Promise.all([createTestApi(), startProviderStub()]);
    workspace = await api.seed('Acme');
    for (const role of ['owner', 'admin', 'lead'] as const) tokens[role] = await workspace.members[role].newSession();
  });
  beforeEach(() => stub.reset());
  afterAll(async () => {
    await api?.close();
    await closeProviderConnections();
    await stub?.close();
  });

  const call = <T>(role: string, method: string, path: string, body?: unknown) => api.call<T>(method, `/api/ai/provider${path}`, { token: tokens[role], ...(body === undefined ? {} : { body }) });
  const get = async () => (await call<AiProvider>('owner', 'GET', '')).body;
  const put = async (body: object, role = 'owner') => call<AiProvider>(role, 'PUT', '', { version: (await get()).version, ...body });

  it('is none at first', async () => {
    expect(await get()).toMatchObject({ version: 0, kind: 'none', state: 'none', keyLast4: null, monthlyBudget: null, maxTokens: 1000, spent: { calls: 0, cost: 0 }, embedder: { kind: 'off', done: 0 } });
    expect((await call('lead', 'GET', '')).status).toBe(403);
    expect((await call<AiModelList>('admin', 'GET', '/models')).body).toEqual({ models: [], problem: 'No language model is connected.' });
    expect((await call<AiProviderTest>('admin', 'POST', '/test', {})).body).toMatchObject({ ok: false, words: 'No language model is connected.' });
  });

  it('tries settings before they are saved', async () => {
    const tried = await call<AiProviderTest>('owner', 'POST', '/test', { kind: 'openai_compatible', baseUrl: `${stub.url}/`, model: 'stub-small', key: KEY });
    expect(tried).toMatchObject({ status: 200, body: { ok: true, structured: 'json_schema' } });
    expect(stub.requests[0].headers.authorization).toBe(`Bearer ${KEY}`);
    expect((await get()).kind).toBe('none');
  });

  it.each([
    ['e401', 'The provider refuses the key.'],
    ['e404', 'The provider does not know this model.'],
    ['html', 'A web page answers'],
    ['quota', 'used up'],
    ['e500', 'a problem of its own'],
    ['redirect', 'sends us on'],
    ['schema', 'not in the form that is needed'],
  ] as const)('says in plain words what went wrong: %s', async (mode, words) => {
    stub.mode(mode);
    const { status, body } = await call<AiProviderTest>('owner', 'POST', '/test', { kind: 'openai_compatible', baseUrl: stub.url, model: 'stub-small', key: KEY });
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: false, words: expect.stringContaining(words) as string });
    expect(JSON.stringify(body)).not.toMatch(/abcdef|WXYZ/);
  });

  it('keeps the key sealed and never shows it', async () => {
    const { status, body } = await put({ kind: 'openai_compatible', baseUrl: stub.url, model: 'stub-small', key: KEY, monthlyBudget: 20, priceIn: 2.5, priceOut: 10 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ version: 1, keyLast4: 'WXYZ', state: 'untested', monthlyBudget: 20, priceIn: 2.5 });
    expect(JSON.stringify(body)).not.toContain(KEY);
    const [row] = await api.dataSource.query('SELECT key_ciphertext FROM ai_provider');
    expect(row.key_ciphertext.includes(Buffer.from('abcdef'))).toBe(false);
    const audit = await api.call<Page<AuditEntryRow>>('GET', '/api/audit', { token: tokens['owner'] });
    expect(audit.body.items[0]).toMatchObject({ action: 'ai.provider_changed', change: { key: { before: null, after: 'changed' }, kind: { before: 'none', after: 'openai_compatible' } } });
    expect(JSON.stringify(audit.body)).not.toContain('abcdef');
  });

  it('remembers a test of what is saved, with the form that works', async () => {
    stub.key(KEY);
    stub.formats('json_object');
    expect((await call<AiProviderTest>('admin', 'POST', '/test', {})).body).toMatchObject({ ok: true, structured: 'json_object' });
    expect(await get()).toMatchObject({ state: 'ok', structured: 'json_object', problem: null, testedAt: expect.any(String) as string });
    stub.mode('e401');
    expect((await call<AiProviderTest>('admin', 'POST', '/test', {})).body.ok).toBe(false);
    expect(await get()).toMatchObject({ state: 'attention', problem: 'The provider refuses the key.' });
    stub.mode('ok');
    expect((await call<AiProviderTest>('admin', 'POST', '/test', {})).body.ok).toBe(true);
    expect((await get()).state).toBe('ok');
  });

  it('lists models', async () => {
    expect((await call<AiModelList>('admin', 'GET', '/models')).body).toEqual({ models: ['stub-embed', 'stub-large', 'stub-small'], problem: null });
    stub.mode('html');
    expect((await call<AiModelList>('admin', 'GET', '/models')).body).toMatchObject({ models: [], problem: expect.stringContaining('web page') as string });
  });

  it('gives the saved key to the saved address only', async () => {
    const elsewhere = await startProviderStub();
    const { body } = await call<AiProviderTest>('owner', 'POST', '/test', { baseUrl: elsewhere.url });
    expect(body.ok).toBe(true);
    expect(JSON.stringify(elsewhere.requests)).not.toContain(KEY);
    expect((await put({ baseUrl: elsewhere.url })).body).toMatchObject({ keyLast4: null, state: 'untested' });
    await elsewhere.close();
    await put({ baseUrl: stub.url, key: KEY });
  });

  it('leaves private addresses to owners', async () => {
    expect(await put({ baseUrl: 'http://10.0.0.9/v1' }, 'admin')).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect((await call('admin', 'POST', '/test', { baseUrl: 'http://127.0.0.1:1/v1', kind: 'ollama' })).status).toBe(403);
    // What an owner set, an admin may keep and use.
    expect((await put({ baseUrl: stub.url, monthlyBudget: 30 }, 'admin')).status).toBe(200);
    expect((await call<AiProviderTest>('admin', 'POST', '/test', {})).body.ok).toBe(true);
  });

  it.each([
    [{ baseUrl: 'http://user:pass@10.0.0.1/v1' }, 'baseUrl'],
    [{ baseUrl: 'http://169.254.169.254/v1' }, 'baseUrl'],
    [{ baseUrl: 'ftp://10.0.0.1/' }, 'baseUrl'],
    [{ baseUrl: 'http://10.0.0.1/v1?x=1' }, 'baseUrl'],
    [{ baseUrl: null }, 'baseUrl'],
    [{ key: 'short' }, 'key'],
    [{ key: 'with space inside' }, 'key'],
    [{ monthlyBudget: -1 }, 'monthlyBudget'],
    [{ embedder: { kind: 'ollama', baseUrl: 'nonsense' } }, 'embedder.baseUrl'],
    [{ embedder: { kind: 'strange' } }, 'embedder.kind'],
    [{ maxTokens: 10 }, 'maxTokens'],
  ])('refuses %j', async (body, field) => {
    expect(await put(body)).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ field }] } });
  });

  it('refuses an old version', async () => {
    expect(await call('owner', 'PUT', '', { version: 0, priceIn: 1 })).toMatchObject({ status: 409, body: { code: 'VERSION_CONFLICT' } });
  });

  it('stores the embedding model, also the built-in one', async () => {
    expect((await put({ embedder: { kind: 'openai_compatible', baseUrl: stub.url, model: 'stub-embed', key: 'embed-key-9876' } })).body.embedder).toMatchObject({ kind: 'openai_compatible', model: 'stub-embed', keyLast4: '9876', total: 0 });
    expect((await put({ embedder: { kind: 'builtin' } })).body.embedder).toMatchObject({ kind: 'builtin', model: null, keyLast4: null, baseUrl: null });
  });

  it('opens the key after the master key was changed', async () => {
    await put({ key: KEY });
    const rows = api.app.get(ProviderRows);
    await api.dataSource.query("UPDATE ai_provider SET key_id = key_id");
    expect(await rows.resealAll()).toBe(0);
    expect(rows.openKey(workspace.workspaceId, 'key', (await rows.find(workspace.workspaceId)).key)).toBe(KEY);
    const other = await api.seed('Other');
    expect(() => rows.openKey(other.workspaceId, 'key', { ciphertext: Buffer.alloc(40), keyId: 'k0', last4: '' })).toThrow();
  });

  it("leaves another workspace's model alone", async () => {
    const other = await api.seed('Third');
    const theirs = await api.call<AiProvider>('GET', '/api/ai/provider', { token: await other.members.owner.newSession() });
    expect(theirs.body).toMatchObject({ kind: 'none', version: 0, keyLast4: null });
  });
});
