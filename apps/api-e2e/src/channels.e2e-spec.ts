import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChannelDetail, ConnectionTest, LogDetail, LogPage } from '@mailtrixy/shared/dto';
import { Stack, until, type TestWorkspace } from '@mailtrixy/e2e/stack';

const CANARIES = { accessToken: 'EAACANARYtoken0123456789', appSecret: 'ca4a5ecc5ec5ec5ec5ec5ec5ec5e0001', verifyToken: 'canary-verify-token-0001' };

describe('WhatsApp channels', () => {
  let stack: Stack;
  let workspace: TestWorkspace;

  beforeAll(async () => {
    stack = await Stack.start();
  });
  beforeEach(async () => {
    workspace = await stack.workspace();
  });
  afterAll(() => stack?.stop());

  const form = (number: { phoneNumberId: string; accessToken: string; appSecret: string }) => ({ mode: 'live', phoneNumberId: number.phoneNumberId, accessToken: number.accessToken, appSecret: number.appSecret });
  const check = (test: ConnectionTest, name: string) => test.checks.find((one) => one.check === name);

  it('reads the account id from the token and describes the number', async () => {
    const number = await stack.simulator.provision({ verifiedName: 'Acme Support' });
    const test = await workspace.owner.post<ConnectionTest>('/channels/test', form(number));
    expect(test).toMatchObject({ ok: true, wabaId: number.wabaId, appId: number.appId, verifiedName: 'Acme Support' });
    expect(check(test, 'token_expiry')).toMatchObject({ state: 'ok', words: expect.stringContaining('Never expires') });
    expect(check(test, 'signatures')).toMatchObject({ state: 'ok' });
    const wrongSecret = await workspace.owner.post<ConnectionTest>('/channels/test', { ...form(number), appSecret: '00000000000000000000000000000000' });
    expect(check(wrongSecret, 'signatures')).toMatchObject({ state: 'failed', fixField: 'appSecret' });
  });

  it("explains Meta's own refusals", async () => {
    const number = await stack.simulator.provision({});
    const wrongId = await workspace.owner.post<ConnectionTest>('/channels/test', { ...form(number), phoneNumberId: '15550104477' });
    expect(check(wrongId, 'number')).toMatchObject({ state: 'failed', detail: expect.stringMatching(/^Unsupported (get|post) request\. Object with ID '15550104477' does not exist/), fixField: 'phoneNumberId' });

    const expired = await stack.simulator.call<{ accessToken: string }>('POST', '/tokens', { appId: number.appId, kind: 'temporary', expiresInSeconds: 1 });
    await stack.simulator.call('PATCH', `/tokens/${expired.accessToken}`, { invalidSubcode: 463 });
    const old = await workspace.owner.post<ConnectionTest>('/channels/test', { ...form(number), accessToken: expired.accessToken });
    expect(old.ok).toBe(false);
    expect(JSON.stringify(old.checks)).toMatch(/System User/);

    const temporary = await stack.simulator.call<{ accessToken: string }>('POST', '/tokens', { appId: number.appId, kind: 'temporary', expiresInSeconds: 3600 });
    expect(check(await workspace.owner.post<ConnectionTest>('/channels/test', { ...form(number), accessToken: temporary.accessToken }), 'token_expiry')).toMatchObject({ state: 'warn', words: expect.stringContaining('Expires ') });

    const test5 = await stack.simulator.provision({ accountMode: 'SANDBOX' });
    expect(check(await workspace.owner.post<ConnectionTest>('/channels/test', form(test5)), 'number')).toMatchObject({ state: 'warn', fix: expect.stringContaining('5 phones') });
  });

  it('activates only after a successful read, and one number once', async () => {
    const { channel, number } = await stack.channel(workspace.owner);
    expect(channel).toMatchObject({ status: 'active', wabaId: number.wabaId });
    const other = await stack.workspace();
    const second = await other.owner.post<ChannelDetail>('/channels', { clientId: randomUUID(), kind: 'whatsapp', name: 'Same number', ...form(number) });
    expect(await other.owner.problem('POST', `/channels/${second.id}/activate`)).toMatchObject({ status: 409, code: 'CHANNEL_NUMBER_TAKEN' });
    const broken = await other.owner.post<ChannelDetail>('/channels', { clientId: randomUUID(), kind: 'whatsapp', name: 'Broken', ...form(number), accessToken: 'EAAnotAtokenAtAll000000000' });
    expect(await other.owner.problem('POST', `/channels/${broken.id}/activate`)).toMatchObject({ status: 422, code: 'CHANNEL_TEST_FAILED' });
  });

  it('never answers a stored secret, and keeps them out of the logs and the database', async () => {
    const number = await stack.simulator.provision({ appSecret: CANARIES.appSecret, verifyToken: CANARIES.verifyToken, token: { accessToken: CANARIES.accessToken } });
    const created = await workspace.owner.post<ChannelDetail>('/channels', { clientId: randomUUID(), kind: 'whatsapp', name: 'Canary', ...form(number), verifyToken: CANARIES.verifyToken });
    const answers = [created, await workspace.owner.get(`/channels/${created.id}`), await workspace.owner.get('/channels'), await workspace.owner.get('/channel-refs'), await workspace.owner.post(`/channels/${created.id}/test`), await workspace.owner.get('/audit')];
    const text = JSON.stringify(answers) + stack.api.log + stack.worker.log + (await readFile(path.join(stack.logDir, 'mailtrixy.log'), 'utf8'));
    for (const secret of Object.values(CANARIES)) expect(text).not.toContain(secret);
    const [row] = await stack.sql<{ all_bytes: string }>('SELECT GROUP_CONCAT(HEX(ciphertext)) AS all_bytes FROM channel_secret');
    for (const secret of Object.values(CANARIES)) expect(row.all_bytes).not.toContain(Buffer.from(secret).toString('hex').toUpperCase());
    expect(created.secrets.map(({ name, last4 }) => [name, last4]).sort()).toEqual([['access_token', '6789'], ['app_secret', '0001'], ['verify_token', '0001']]);
    // The Verify Token alone can be revealed, because Meta needs it pasted.
    expect(await workspace.owner.post(`/channels/${created.id}/verify-token/reveal`)).toEqual({ verifyToken: CANARIES.verifyToken });
    expect(JSON.stringify(await workspace.owner.get('/audit'))).toContain('channel.verify_token_revealed');
  });

  it('keeps the old token when the new one fails its test', async () => {
    const { channel } = await stack.channel(workspace.owner);
    const before = channel.secrets.find(({ name }) => name === 'access_token');
    expect(await workspace.owner.problem('PUT', `/channels/${channel.id}/secrets/access_token`, { value: 'EAAnotAtokenAtAll000000000' })).toMatchObject({ status: 422, code: 'CHANNEL_TEST_FAILED' });
    const after = (await workspace.owner.get<ChannelDetail>(`/channels/${channel.id}`)).secrets.find(({ name }) => name === 'access_token');
    expect(after?.id).toBe(before?.id);
    for (const value of ['', '    ', 'short', '""']) expect(await workspace.owner.problem('PUT', `/channels/${channel.id}/secrets/app_secret`, { value })).toMatchObject({ code: 'CHANNEL_SECRET_INVALID' });
  });

  it('seals again with a fresh nonce when the same value is saved once more', async () => {
    const { channel, number } = await stack.channel(workspace.owner);
    const bytes = async () => (await stack.sql<{ hex: string }>("SELECT HEX(ciphertext) AS hex FROM channel_secret WHERE channel_id = UNHEX(?) AND name = 'app_secret'", [channel.id.replaceAll('-', '')])).map(({ hex }) => hex);
    const before = await bytes();
    await workspace.owner.put(`/channels/${channel.id}/secrets/app_secret`, { value: number.appSecret });
    const after = await bytes();
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
  });

  it('accepts both App Secrets during a rotation, and only the new one afterwards', async () => {
    const { channel, number } = await stack.channel(workspace.owner);
    const newSecret = 'fedcba9876543210fedcba9876543210';
    // Not yet the app's at Meta: refused, unless the admin says to save it untested.
    expect(await workspace.owner.problem('PUT', `/channels/${channel.id}/secrets/app_secret`, { value: newSecret, keepOld: true })).toMatchObject({ status: 422, code: 'CHANNEL_TEST_FAILED' });
    await stack.simulator.call('PATCH', `/apps/${number.appId}`, { appSecret: newSecret });
    const detail = await workspace.owner.put<ChannelDetail>(`/channels/${channel.id}/secrets/app_secret`, { value: newSecret, keepOld: true });
    const secrets = detail.secrets.filter(({ name }) => name === 'app_secret');
    expect(secrets.map(({ state }) => state).sort()).toEqual(['active', 'retiring']);
    const post = (secret: string) => stack.simulator.call<{ status: number }>('POST', '/webhooks', { phoneNumberId: number.phoneNumberId, body: { object: 'whatsapp_business_account', entry: [] }, signature: { secret } });
    expect((await post(number.appSecret)).status).toBe(200);
    expect((await post(newSecret)).status).toBe(200);
    await workspace.owner.delete(`/channels/${channel.id}/secrets/${secrets.find(({ state }) => state === 'retiring')?.id}`);
    await until('the retired secret to be refused', async () => (await post(number.appSecret)).status === 403);
    expect((await post(newSecret)).status).toBe(200);
  });

  it('shows a delivery signed with the wrong secret in Logs with reason and hint, and not in the inbox', async () => {
    const { channel, number } = await stack.channel(workspace.owner);
    await stack.simulator.call('POST', '/chaos/next', { count: 1, webhook: { signature: 'wrong' }, phoneNumberId: number.phoneNumberId });
    await stack.simulator.call('PATCH', '/settings', { retry: { baseMs: 1000, factor: 2, capMs: 3_600_000, maxTries: 1, timeoutMs: 10_000 } });
    await stack.simulator.write(number.customers[0].id, number.phoneNumberId, 'forged');
    const row = await until('the row in Logs', async () => (await workspace.owner.get<LogPage>(`/channels/${channel.id}/logs?filter=rejected`)).items[0]);
    expect(row).toMatchObject({ state: 'rejected', httpStatus: 403, direction: 'in' });
    const detail = await workspace.owner.get<LogDetail>(`/channels/${channel.id}/logs/${row.id}`);
    expect(detail.why.title).toBe('Signature did not match any active integration secret');
    expect(detail.hints.map(({ action }) => action)).toContain('paste_app_secret');
    expect(detail).toMatchObject({ canReplay: false, payload: null });
    expect(await workspace.owner.get('/conversations?view=all')).toMatchObject({ items: [] });
    const log = await until('the exact log line', async () => {
      const text = await readFile(path.join(stack.logDir, 'mailtrixy.log'), 'utf8');
      return text.includes('"Signature did not match any active integration secret"') && text;
    });
    expect(log).not.toContain('forged');
    await stack.simulator.call('PATCH', '/settings', { retry: { baseMs: 1000, factor: 2, capMs: 3_600_000, maxTries: 40, timeoutMs: 10_000 } });
  });

  it('makes a sandbox with conversations for who wants to try it', async () => {
    const started = performance.now();
    const result = await workspace.owner.post<{ channelId: string; conversations: number }>('/channels/sandbox');
    expect(result.conversations).toBe(6);
    expect(performance.now() - started).toBeLessThan(5000);
    const page = await until('six conversations', async () => {
      const { items } = await workspace.owner.get<{ items: { contactName: string; channelMode: string }[] }>('/conversations?view=all');
      return items.length === 6 && items;
    });
    expect(page.every(({ channelMode }) => channelMode === 'sandbox')).toBe(true);
    expect(await workspace.owner.get<ChannelDetail>(`/channels/${result.channelId}`)).toMatchObject({ status: 'active', mode: 'sandbox', webhookVerifiedAt: expect.any(String) });
    // A second click brings the same channel back.
    expect(await workspace.owner.post('/channels/sandbox')).toMatchObject({ channelId: result.channelId });
  });
});
