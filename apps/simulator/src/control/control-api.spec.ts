import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSimulator } from '../simulator';
import { SimulatedBusiness } from '../testing/simulated-business';

let business: SimulatedBusiness;
beforeEach(async () => {
  business = await SimulatedBusiness.start();
});
afterEach(() => business.close());

/** fetch does not let a test choose Host and Origin. */
function statusWith(headers: Record<string, string>, url = business.simulator.url): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${url}/_control/health`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on('error', reject).end();
  });
}

describe('control API', () => {
  it('takes no requests from web pages', async () => {
    expect(await statusWith({})).toBe(200);
    expect(await statusWith({ host: 'localhost:3900' })).toBe(200);
    expect(await statusWith({ origin: 'https://evil.example' })).toBe(403);
    expect(await statusWith({ host: 'evil.example' })).toBe(403);
    const named = await startSimulator({ port: 0, allowedHosts: ['simulator'] });
    expect(await statusWith({ host: 'simulator:3900' }, named.url)).toBe(200);
    await named.close();
  });

  it('names what is wrong', async () => {
    const cases: [string, string, unknown, number, Record<string, unknown>][] = [
      ['GET', '/nothing', undefined, 404, { code: 'not_found' }],
      ['PUT', '/health', undefined, 404, { code: 'not_found', message: 'PUT is not known for /_control/health.' }],
      ['POST', '/customers', '{"x', 400, { code: 'invalid' }],
      ['POST', '/customers', [], 400, { code: 'invalid' }],
      ['POST', '/customers', { nmae: 'x' }, 400, { code: 'invalid', field: 'nmae' }],
      ['POST', '/customers', { phone: 'abc' }, 400, { code: 'invalid', field: 'phone' }],
      ['POST', '/customers', { phone: '447700900142' }, 409, { code: 'conflict' }],
      ['POST', '/customers/nobody/messages', { text: 'x' }, 404, { code: 'not_found' }],
      ['POST', '/customers/c1/messages', {}, 400, { field: 'text' }],
      ['POST', '/customers/c1/messages', { text: 'x', count: 0 }, 400, { field: 'count' }],
      ['PUT', '/chaos', { send: { mode: 'explode' } }, 400, { field: 'send.mode' }],
      ['PUT', '/status-plan', { order: ['seen'] }, 400, { field: 'order' }],
      ['PATCH', '/settings', { retry: { baseMs: 'x' } }, 400, { field: 'retry.baseMs' }],
      ['POST', '/webhooks', {}, 400, { field: 'body' }],
      ['GET', '/customers/c1/chat?limit=x', undefined, 400, { field: 'limit' }],
      ['GET', '/customers/%ZZ', undefined, 400, { code: 'invalid' }],
    ];
    for (const [method, route, body, status, error] of cases) {
      const answer = await business.control(method, route, body);
      expect([method, route, answer.status]).toEqual([method, route, status]);
      expect(answer.body.error).toMatchObject(error);
    }
  });

  it('asks for the number when there are two', async () => {
    await business.control('POST', '/provision', {});
    expect(await business.control('POST', '/customers/c1/messages', { text: 'x' })).toMatchObject({ status: 400, body: { error: { field: 'phoneNumberId' } } });
  });

  it('provisions all or nothing', async () => {
    const before = (await business.control('GET', '/state')).body;
    const answer = await business.control('POST', '/provision', { customers: [{ name: 'New', phone: '447700900199' }, { name: 'Taken', phone: '447700900142' }] });
    expect(answer.status).toBe(409);
    const after = (await business.control('GET', '/state')).body;
    for (const name of ['apps', 'wabas', 'numbers', 'tokens', 'customers']) expect(after[name]).toEqual(before[name]);
  });

  it('verifies a callback and stores it only when it passes or is forced', async () => {
    const webhook = `/apps/${business.credentials.appId}/webhook`;
    const callbackUrl = `${business.receiver.url}?x=1`;
    business.receiver.verify = (challenge, token) => (token === business.credentials.verifyToken ? { status: 200, body: challenge } : { status: 403, body: '' });
    expect((await business.control('PUT', webhook, { callbackUrl, verifyToken: 'wrong' })).body).toMatchObject({ verified: false, status: 403, stored: false });
    expect((await business.control('PUT', webhook, { callbackUrl })).body).toMatchObject({ verified: true, status: 200, stored: true, challenge: expect.stringMatching(/^\d{10}$/) });
    business.receiver.verify = (challenge) => ({ status: 200, body: `"${challenge}"` });
    expect((await business.control('PUT', webhook, { callbackUrl })).body).toMatchObject({ verified: false, error: 'the body is not exactly the challenge' });
    expect((await business.control('PUT', webhook, { callbackUrl: 'http://127.0.0.1:9/', force: true })).body).toMatchObject({ verified: false, status: null, stored: true });
    expect((await business.control('PUT', webhook, { callbackUrl: 'ftp://x' })).status).toBe(400);
  });

  it('long-polls events', async () => {
    const { body: health } = await business.control('GET', '/health');
    const waiting = business.control('GET', `/events?after=${String(health['seq'])}&wait=5000`);
    await business.mayaWrites();
    const { body } = await waiting;
    expect((body['events'] as { kind: string }[])[0].kind).toBe('inbound');
    expect((await business.control('GET', `/events?after=${Number(body['next']) + 1000}&wait=10`)).body['events']).toEqual([]);
  });

  it('resets to what is kept', async () => {
    await business.mayaWrites();
    await business.quiet();
    await business.control('POST', '/reset', { keep: 'customers' });
    expect((await business.control('GET', '/customers/c1/chat')).body['messages']).toEqual([]);
    await business.control('POST', '/reset', { keep: 'accounts' });
    expect((await business.control('GET', '/state')).body).toMatchObject({ customers: [], numbers: [expect.anything()] });
    await business.control('POST', '/reset');
    expect((await business.control('GET', '/state')).body).toMatchObject({ apps: [], numbers: [], tokens: [] });
  });

  it('survives a reset in the middle of deliveries', async () => {
    business.receiver.answer = () => 503;
    await business.mayaWrites({ text: '{n}', count: 200 });
    await business.control('POST', '/reset', { keep: 'customers' });
    await business.quiet();
    expect((await business.control('GET', '/pending')).body['total']).toBe(0);
    business.receiver.answer = () => 200;
    await business.mayaWrites({ text: 'after' });
    await business.quiet();
    expect((await business.control('GET', '/ledger/summary')).body['unacknowledged']).toBe(0);
  });
});

describe('state file', () => {
  it('keeps numbers, tokens, customers, windows and settings across a restart', async () => {
    const stateFile = path.join(mkdtempSync(path.join(tmpdir(), 'state-')), 'state.json');
    const first = await SimulatedBusiness.start({ stateFile });
    await first.control('PATCH', '/settings', { windowEnforcement: 'sync' });
    await first.mayaWrites();
    await first.close();
    expect(JSON.parse(readFileSync(stateFile, 'utf8'))).toMatchObject({ version: 1 });
    const second = await startSimulator({ port: 0, stateFile });
    const { phoneNumberId, accessToken } = first.credentials;
    const response = await fetch(`${second.url}/v25.0/${phoneNumberId}/messages`, {
      method: 'POST', headers: { authorization: `Bearer ${accessToken}` }, body: JSON.stringify({ messaging_product: 'whatsapp', to: '+447700900142', text: { body: 'x' } }),
    });
    expect(response.status).toBe(200);
    await second.close();
  });

  it('refuses a broken file in words', async () => {
    const stateFile = path.join(mkdtempSync(path.join(tmpdir(), 'state-')), 'state.json');
    writeFileSync(stateFile, '{"half');
    await expect(startSimulator({ port: 0, stateFile })).rejects.toThrow(/MAILTRIXY_SIMULATOR_STATE .* is not readable JSON/);
  });
});
