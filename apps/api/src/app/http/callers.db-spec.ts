import type { SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import type { SessionInfo } from '@mailtrixy/shared/dto';
import { createTestApi, type TestApi } from './testing/test-api';

describe('who calls, and how often', () => {
  let api: TestApi;
  let seeded: SeededWorkspace;

  beforeAll(async () => {
    api = await createTestApi({ MAILTRIXY_RATE_LIMIT_FACTOR: '1', MAILTRIXY_TRUSTED_PROXIES: '1', MAILTRIXY_METRICS_TOKEN: 'metrics-token' });
    seeded = await api.seed('Acme', true);
  });
  afterAll(() => api?.close());

  const tryReset = (forwarded: string) => api.call('POST', '/api/password-resets/apply', { body: { token: 'x', password: 'y' }, headers: { 'x-forwarded-for': forwarded } });

  it('is limited per address on public routes, with Retry-After, and other addresses are not', async () => {
    const statuses: number[] = [];
    for (let call = 0; call < 12; call++) statuses.push((await tryReset('203.0.113.1')).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(1);
    const limited = await tryReset('203.0.113.1');
    expect(limited.body.code).toBe('RATE_LIMITED');
    expect(Number(limited.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect((await tryReset('203.0.113.2')).status).toBe(410);
  });

  it('cannot choose an address: only what our own proxy adds counts', async () => {
    for (let call = 0; call < 12; call++) await tryReset(`198.51.100.${call}, 203.0.113.9`);
    expect((await tryReset('198.51.100.99, 203.0.113.9')).status).toBe(429);
  });

  it('is limited per user on routes with a limit of their own', async () => {
    const token = await seeded.members.agent.newSession();
    const change = (who: string) => api.call('POST', '/api/me/password', { token: who, body: { currentPassword: 'wrong', newPassword: 'seed wagon pickle' } });
    const statuses: number[] = [];
    for (let call = 0; call < 11; call++) statuses.push((await change(token)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(400), 429]);
    expect((await change(await seeded.members.lead.newSession())).status).toBe(400);
  });

  it('is known by the address the proxy saw, and keeps the proxy’s request id', async () => {
    const answer = await api.call('POST', '/api/session', { body: { email: seeded.members.owner.email, password: 'seed wagon pickle tulip' }, headers: { 'x-forwarded-for': '1.1.1.1, 203.0.113.77', 'x-request-id': 'proxy-request-1' } });
    expect(answer.headers['x-request-id']).toBe('proxy-request-1');
    const token = /=([\w-]{43});/.exec(String(answer.headers['set-cookie']))?.[1];
    const { body } = await api.call<SessionInfo[]>('GET', '/api/me/sessions', { token });
    expect(body.find((session) => session.current)?.ip).toBe('203.0.113.77');
  });

  it.each<[Record<string, string>, number]>([
    [{}, 200],
    [{ 'x-forwarded-for': '203.0.113.1' }, 404],
    [{ 'x-forwarded-for': '203.0.113.1', authorization: 'Bearer metrics-token' }, 200],
    [{ 'x-forwarded-for': '203.0.113.1', authorization: 'Bearer wrong' }, 404],
  ])('with %j gets %i for /metrics', async (headers, status) => {
    const answer = await api.call('GET', '/metrics', { headers });
    expect(answer.status).toBe(status);
    expect(answer.text.includes('mailtrixy_http_request_seconds')).toBe(status === 200);
  });
});
