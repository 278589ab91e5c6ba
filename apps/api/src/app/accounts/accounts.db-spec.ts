import { SEED_PASSWORD, type SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import { SetupService } from '@mailtrixy/server/accounts';
import { newId } from '@mailtrixy/server/platform/clock';
import type { CreatedLink, Me, Member, SessionInfo } from '@mailtrixy/shared/dto';
import { createTestApi, type Answer, type TestApi } from '../http/testing/test-api';

const tokenIn = (answer: Answer) => /=([\w-]{43});/.exec(String(answer.headers['set-cookie']))?.[1] ?? '';

describe('accounts over HTTP', () => {
  let api: TestApi;
  let seeded: SeededWorkspace;

  beforeAll(async () => {
    api = await createTestApi({ MAILTRIXY_PUBLIC_URL: 'https://inbox.example.org' });
  });
  afterAll(() => api?.close());

  it('sets up once, by the code, and signs the owner in', async () => {
    expect((await api.call('GET', '/api/setup')).body).toEqual({ needed: true });
    const body = { code: await api.app.get(SetupService).newCode(), name: 'Anna', email: 'anna@first.example', password: 'seed wagon pickle', workspaceName: 'First', timeZone: 'Europe/Berlin' };
    expect((await api.call('POST', '/api/setup', { body: { ...body, code: 'wrong' } })).body.code).toBe('SETUP_CODE_WRONG');
    const done = await api.call<Me>('POST', '/api/setup', { body });
    expect(done.status).toBe(201);
    expect(String(done.headers['set-cookie'])).toMatch(/^__Host-mx=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure$/);
    expect(done.body).toMatchObject({ role: 'owner', insecureTransport: false, publicUrl: 'https://inbox.example.org', workspace: { name: 'First', timeZone: 'Europe/Berlin' } });
    expect((await api.call('GET', '/api/me', { token: tokenIn(done) })).status).toBe(200);
    expect((await api.call('POST', '/api/setup', { body })).body.code).toBe('SETUP_DONE');
    expect((await api.call('GET', '/api/setup')).body).toEqual({ needed: false });
  });

  it('signs in and out, and ends the cookie', async () => {
    seeded = await api.seed('Acme', true);
    const signedIn = await api.call<Me>('POST', '/api/session', { body: { email: seeded.members.agent.email, password: SEED_PASSWORD } });
    expect([signedIn.status, signedIn.body.role]).toEqual([200, 'agent']);
    const out = await api.call('DELETE', '/api/session', { token: tokenIn(signedIn) });
    expect(out.status).toBe(204);
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
    expect((await api.call('GET', '/api/me', { token: tokenIn(signedIn) })).body.code).toBe('SESSION_REQUIRED');
  });

  it('answers an unknown address like a wrong password, byte for byte but for the request id', async () => {
    const strip = ({ status, body }: Answer) => ({ status, ...body, requestId: '' });
    const wrong = await api.call('POST', '/api/session', { body: { email: seeded.members.lead.email, password: 'no' } });
    const unknown = await api.call('POST', '/api/session', { body: { email: 'nobody@acme.example', password: 'no' } });
    expect(strip(unknown)).toEqual(strip(wrong));
    const { 'x-request-id': _a, date: _b, ...wrongHeaders } = wrong.headers;
    const { 'x-request-id': _c, date: _d, ...unknownHeaders } = unknown.headers;
    expect(unknownHeaders).toEqual(wrongHeaders);
  });

  it('locks with 429 and Retry-After', async () => {
    const body = { email: seeded.members.viewer.email, password: 'no' };
    for (let tries = 0; tries < 5; tries++) expect((await api.call('POST', '/api/session', { body })).status).toBe(401);
    const locked = await api.call('POST', '/api/session', { body });
    expect([locked.status, locked.body.code]).toEqual([429, 'SIGN_IN_LOCKED']);
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(20);
  });

  it('brings an agent in by link, whatever the Host header says', async () => {
    const token = await seeded.members.admin.newSession();
    const body = { clientId: newId(), role: 'agent', email: 'new.agent@acme.example' };
    const link = await api.call<CreatedLink>('POST', '/api/invitations', { token, body, headers: { host: 'evil.example' } });
    expect([link.status, link.body.url.split('#')[0]]).toEqual([201, 'https://inbox.example.org/invite']);
    expect((await api.call('POST', '/api/invitations', { token, body })).status).toBe(200);
    const fresh = await api.call<CreatedLink>('POST', '/api/invitations', { token, body });
    const invitation = fresh.body.url.split('#token=')[1];
    expect((await api.call('POST', '/api/invitations/preview', { body: { token: invitation } })).body).toEqual({ workspaceName: 'Acme', email: 'new.agent@acme.example', role: 'agent' });
    const joined = await api.call<Me>('POST', '/api/invitations/accept', { body: { token: invitation, name: 'Nina', email: 'new.agent@acme.example', password: 'seed wagon pickle' } });
    expect([joined.status, joined.body.role]).toEqual([201, 'agent']);
    expect((await api.call('POST', '/api/invitations/preview', { body: { token: invitation } })).status).toBe(410);
    const members = await api.call<Member[]>('GET', '/api/members', { token });
    expect(members.body.find((member) => member.email === 'new.agent@acme.example')).toMatchObject({ name: 'Nina', role: 'agent', active: true });
  });

  it('resets a password by link and ends that user’s sessions in the next request', async () => {
    const session = await seeded.members.agent.newSession();
    const link = await api.call<CreatedLink>('POST', `/api/members/${seeded.members.agent.userId}/reset-link`, { token: await seeded.members.owner.newSession() });
    expect([link.status, link.body.url.split('#')[0]]).toEqual([201, 'https://inbox.example.org/reset']);
    const token = link.body.url.split('#token=')[1];
    expect((await api.call('POST', '/api/password-resets/apply', { body: { token, password: 'short' } })).body.code).toBe('PASSWORD_WEAK');
    expect((await api.call('POST', '/api/password-resets/apply', { body: { token, password: 'another wagon pickle' } })).status).toBe(204);
    expect((await api.call('GET', '/api/me', { token: session })).status).toBe(401);
    expect((await api.call('POST', '/api/session', { body: { email: seeded.members.agent.email, password: 'another wagon pickle' } })).status).toBe(200);
  });

  it('lists own sessions and ends one of them', async () => {
    const token = await seeded.members.lead.newSession();
    const other = await seeded.members.lead.newSession();
    const list = await api.call<SessionInfo[]>('GET', '/api/me/sessions', { token: other });
    const current = list.body.find((session) => session.current);
    expect((await api.call('DELETE', `/api/me/sessions/${current?.id}`, { token })).status).toBe(204);
    expect((await api.call('GET', '/api/me', { token: other })).status).toBe(401);
    expect((await api.call('GET', '/api/me', { token })).status).toBe(200);
  });

  it('keeps preferences', async () => {
    const token = await seeded.members.lead.newSession();
    await api.call('PATCH', '/api/me', { token, body: { preferences: { theme: 'dark', textSize: 112 } } });
    const { body } = await api.call<Me>('PATCH', '/api/me', { token, body: { preferences: { sound: false } } });
    expect(body.preferences).toEqual({ theme: 'dark', density: 'comfortable', textSize: 112, sendKey: 'enter', shortcuts: true, sound: false, afterResolve: 'next' });
  });

  it('shows OpenAPI to owners and admins, with the rules of every body', async () => {
    expect((await api.call('GET', '/api/docs-json', { token: await seeded.members.lead.newSession() })).status).toBe(403);
    const { body } = await api.call<{ paths: object; components: { schemas: Record<string, { properties: Record<string, unknown> }> } }>('GET', '/api/docs-json', { token: await seeded.members.admin.newSession() });
    for (const route of api.routes.filter((one) => one.method !== 'ALL')) expect(Object.keys(body.paths)).toContain(route.path.replace(/:(\w+)/g, '{$1}'));
    expect(body.components.schemas['SignInDto'].properties['email']).toMatchObject({ type: 'string', maxLength: 254 });
    expect(Object.entries(body.components.schemas).filter(([, schema]) => !Object.keys(schema.properties ?? {}).length)).toEqual([]);
    const page = await api.call('GET', '/api/docs', { token: await seeded.members.admin.newSession() });
    expect(page.text).not.toMatch(/<script>(?!<)/);
    expect((await api.call('GET', '/api/docs/swagger-ui-bundle.js', { token: await seeded.members.admin.newSession() })).headers['content-type']).toContain('text/javascript');
  });
});
