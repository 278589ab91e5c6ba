import type { SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import { createTestApi, type TestApi } from './testing/test-api';

describe('what browsers are told and asked', () => {
  let api: TestApi;
  let seeded: SeededWorkspace;

  beforeAll(async () => {
    api = await createTestApi({ MAILTRIXY_PUBLIC_URL: 'https://inbox.example.org' });
    seeded = await api.seed('Acme');
  });
  afterAll(() => api?.close());

  describe('a write', () => {
    const OWN = 'https://inbox.example.org';
    it.each<[Record<string, string>, number]>([
      [{}, 200],
      [{ 'sec-fetch-site': 'same-origin' }, 200],
      [{ 'sec-fetch-site': 'none' }, 200],
      [{ 'sec-fetch-site': 'same-origin', origin: OWN }, 200],
      [{ origin: OWN }, 200],
      [{ 'sec-fetch-site': 'same-site' }, 403],
      [{ 'sec-fetch-site': 'cross-site' }, 403],
      [{ 'sec-fetch-site': 'Same-Origin' }, 403],
      [{ 'sec-fetch-site': 'cross-site', origin: OWN }, 403],
      [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }, 403],
      [{ origin: 'https://evil.example' }, 403],
      [{ origin: 'https://inbox.example.org.evil.example' }, 403],
      [{ origin: 'https://inbox.example.org:8443' }, 403],
      [{ origin: 'null' }, 403],
      [{ origin: '' }, 403],
      [{ origin: 'file://' }, 403],
      // A proxy in between may pass another Host; the address people use counts then.
      [{ host: '10.0.0.5:3000', origin: OWN }, 200],
      [{ host: 'evil.example', origin: OWN }, 200],
      [{ host: '10.0.0.5:3000', origin: 'http://10.0.0.5:3000' }, 200],
    ])('with %j gets %i', async (headers, status) => {
      const answer = await api.call('PATCH', '/api/me', { token: await seeded.members.agent.newSession(), body: {}, headers });
      expect([answer.status, answer.body.code]).toEqual([status, status === 403 ? 'CSRF_REFUSED' : undefined]);
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/jsonp', ''])('as %p is not read', async (type) => {
      const answer = await api.call('PATCH', '/api/me', { token: await seeded.members.agent.newSession(), body: '{"name":"Forged"}', headers: { 'content-type': type } });
      expect(answer).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
    });

    it('is checked on public routes too', async () => {
      const answer = await api.call('POST', '/api/session', { body: { email: 'a@b.example', password: 'x' }, headers: { 'sec-fetch-site': 'cross-site' } });
      expect(answer.body.code).toBe('CSRF_REFUSED');
    });
  });

  it('a read needs no such header, and its answer is for this origin alone', async () => {
    const answer = await api.call('GET', '/api/me', { token: await seeded.members.agent.newSession(), headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin');
  });

  it.each([
    ['GET', '/', 200],
    ['GET', '/inbox/any/page', 200],
    ['GET', '/api/setup', 200],
    ['GET', '/api/me', 401],
    ['GET', '/api/nothing-here', 404],
    ['POST', '/api/session', 400],
    ['GET', '/readyz', 200],
  ])('%s %s has every security header', async (method, url, status) => {
    const answer = await api.call(method, url, method === 'POST' ? { body: {} } : {});
    expect(answer.status).toBe(status);
    const { date: _date, 'x-request-id': requestId, 'content-length': _length, ...headers } = answer.headers;
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers).toMatchSnapshot();
  });

  it('says nothing of HSTS on plain http', async () => {
    const plain = await createTestApi();
    const answer = await plain.call('GET', '/');
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    await plain.close();
  });
});
