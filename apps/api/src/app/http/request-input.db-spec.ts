import type { SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import { createTestApi, type TestApi } from './testing/test-api';

describe('what a request carries', () => {
  let api: TestApi;
  let seeded: SeededWorkspace;
  let token: string;

  beforeAll(async () => {
    api = await createTestApi();
    seeded = await api.seed('Acme');
    token = await seeded.members.owner.newSession();
  });
  afterAll(() => api?.close());

  const patch = (body: unknown) => api.call('PATCH', '/api/me', { token, body });

  it.each([
    ['{', 'BODY_NOT_JSON'],
    ['{"name":"a"', 'BODY_NOT_JSON'],
    ['{"__proto__":{"polluted":true}}', 'BODY_NOT_JSON'],
    ['{"preferences":{"constructor":{"prototype":{"polluted":true}}}}', 'BODY_NOT_JSON'],
    ['{"\\u005f_proto__":1}', 'BODY_NOT_JSON'],
    ['{"\\ud800":1}', 'BODY_NOT_JSON'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, 'BODY_NOT_JSON'],
    [`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, 'BODY_NOT_JSON'],
    ['[]', 'VALIDATION_FAILED'],
    ['"text"', 'VALIDATION_FAILED'],
    ['1', 'VALIDATION_FAILED'],
    ['{"name":5}', 'VALIDATION_FAILED'],
    ['{"name":"   "}', 'VALIDATION_FAILED'],
    ['{"name":"a\\nb"}', 'VALIDATION_FAILED'],
    ['{"name":null}', 'VALIDATION_FAILED'],
    [`{"name":"${'x'.repeat(121)}"}`, 'VALIDATION_FAILED'],
    ['{"preferences":[]}', 'VALIDATION_FAILED'],
    ['{"preferences":{"textSize":"100"}}', 'VALIDATION_FAILED'],
  ])('%.60s is refused with 400', async (body, code) => {
    const answer = await patch(body);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('half a character becomes the sign for it', async () => {
    await patch('{"name":"A\\ud83d B"}');
    expect((await api.call<{ user: { name: string } }>('GET', '/api/me', { token })).body.user.name).toBe('A\ufffd B');
  });

  it.each(['id', 'role', 'workspaceId', 'isAdmin', 'passwordHash', 'email', 'createdAt'])('a field that is not offered (%s) is refused and named', async (field) => {
    const answer = await patch({ name: 'Changed', [field]: 'x' });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([{ field, message: 'is not a known field' }]);
    expect((await api.call<{ user: { name: string } }>('GET', '/api/me', { token })).body.user.name).not.toBe('Changed');
  });

  it('a body over 1 MiB is refused', async () => {
    const answer = await patch(JSON.stringify({ name: 'x'.repeat(1024 * 1024) }));
    expect([answer.status, answer.body.code]).toEqual([413, 'BODY_TOO_LARGE']);
  });

  it.each(['limit=0', 'limit=101', 'limit=abc', 'limit=1&limit=2', 'cursor=', 'cursor=zzz', 'offset=5', 'limit[]=1', 'cursor=a&cursor=b'])('the query ?%s is refused', async (query) => {
    const answer = await api.call('GET', `/api/audit?${query}`, { token });
    expect([answer.status, answer.body.code]).toEqual([400, 'VALIDATION_FAILED']);
  });

  it('an address that is no URL is refused as a problem', async () => {
    const answer = await api.call('GET', '/api/members/%E0%A4%A', { token });
    expect(answer.status).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it('passwords, tokens and cookies never reach the log', async () => {
    await api.call('POST', '/api/session', { token, body: { email: 'canary@acme.example', password: 'canary-password-1' }, headers: { authorization: 'Bearer canary-bearer' } });
    await api.call('POST', '/api/invitations/preview?token=canary-query', { body: { token: 'canary-link-token' } });
    const log = api.log.join('');
    expect(log).toContain('/api/session');
    for (const secret of ['canary-password-1', 'canary-bearer', 'canary-link-token', 'canary-query', token]) expect(log).not.toContain(secret);
  });

  it('an unexpected error is told with the request id and without its cause', async () => {
    const answer = await api.call('GET', '/api/nothing', { token });
    expect(answer.body).toMatchObject({ status: 404, requestId: answer.headers['x-request-id'], errors: [] });
  });
});
