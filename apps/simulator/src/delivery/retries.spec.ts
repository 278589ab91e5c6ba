import { signature256 } from './webhook-body';
import { SimulatedBusiness } from '../testing/simulated-business';

let business: SimulatedBusiness;
beforeEach(async () => {
  business = await SimulatedBusiness.start();
});
afterEach(() => business.close());

const deliveries = async () => (await business.control('GET', '/deliveries?body=1')).body['deliveries'] as unknown as { id: string; state: string; attempts: { status: number | null; error: string | null }[]; body: string }[];

describe('delivery', () => {
  it.each([201, 204, 302, 403, 503])('retries with the same bytes after %d until 200', async (status) => {
    business.receiver.answer = (n) => (n < 3 ? status : 200);
    await business.mayaWrites();
    await business.quiet();
    expect(business.receiver.received).toHaveLength(3);
    const [first, ...others] = business.receiver.received;
    for (const other of others) {
      expect(other.raw.equals(first.raw)).toBe(true);
      expect(other.headers['x-hub-signature-256']).toBe(first.headers['x-hub-signature-256']);
    }
    expect(first.headers['x-hub-signature-256']).toBe(signature256(first.raw, business.credentials.appSecret));
    expect(await deliveries()).toEqual([expect.objectContaining({ state: 'delivered' })]);
    expect((await business.ledger('webhook')).map(({ code, n }) => [code, n])).toEqual([[status, 1], [status, 2], [200, 3]]);
  });

  it('waits longer each time, gives up after maxTries and says so', async () => {
    business.receiver.answer = () => 500;
    await business.mayaWrites();
    await business.quiet();
    const [delivery] = await deliveries();
    expect(delivery.state).toBe('dropped');
    expect(delivery.attempts).toHaveLength(6);
    expect(await business.ledger('webhook_dropped')).toEqual([expect.objectContaining({ reason: 'max_tries', deliveryId: delivery.id })]);
    expect((await business.control('GET', '/ledger/summary')).body).toMatchObject({ unacknowledged: 1, counts: { webhook: 6 } });
  });

  it('counts a refused connection and a time-out as failures', async () => {
    await business.control('PATCH', `/apps/${business.credentials.appId}`, { callbackUrl: 'http://127.0.0.1:9/nobody' });
    await business.mayaWrites();
    await business.quiet();
    expect((await deliveries())[0].attempts[0]).toMatchObject({ status: null, error: 'ECONNREFUSED' });
  });

  it('retries at once when told to', async () => {
    await business.control('PATCH', '/settings', { retry: { baseMs: 60_000, capMs: 60_000 } });
    business.receiver.answer = (n) => (n === 1 ? 503 : 200);
    await business.mayaWrites();
    expect((await business.control('POST', '/quiesce', { ignoreRetrying: true })).body['quiet']).toBe(true);
    expect((await business.control('GET', '/pending')).body).toMatchObject({ retrying: 1, total: 1 });
    expect((await business.control('POST', '/quiesce', { timeoutMs: 30 })).body).toMatchObject({ quiet: false });
    expect((await business.control('POST', '/deliveries/retry-now')).body).toEqual({ woken: 1 });
    await business.quiet();
    expect((await deliveries())[0].state).toBe('delivered');
  });

  it('signs retries with a rotated secret', async () => {
    business.receiver.answer = (n) => (n === 1 ? 403 : 200);
    await business.control('PATCH', '/settings', { retry: { baseMs: 60_000, capMs: 60_000 } });
    await business.mayaWrites();
    await business.control('POST', '/quiesce', { ignoreRetrying: true });
    await business.control('PATCH', `/apps/${business.credentials.appId}`, { appSecret: 'rotated' });
    await business.control('POST', '/deliveries/retry-now');
    await business.quiet();
    const { raw, headers } = business.receiver.received[1];
    expect(headers['x-hub-signature-256']).toBe(signature256(raw, 'rotated'));
  });

  it('gives every subscribed app its own copy, signed with its own secret', async () => {
    const { wabaId } = business.credentials;
    const second = (await business.control('POST', '/provision', { wabaId, callbackUrl: business.receiver.url })).body as unknown as { appSecret: string };
    await business.control('POST', '/customers/c1/messages', { text: 'x', phoneNumberId: business.credentials.phoneNumberId });
    await business.quiet();
    const signatures = business.receiver.received.map(({ headers }) => headers['x-hub-signature-256']);
    const { raw } = business.receiver.received[0];
    expect(signatures.sort()).toEqual([signature256(raw, business.credentials.appSecret), signature256(raw, second.appSecret)].sort());
  });

  it('replays events one by one and gathered', async () => {
    await business.mayaWrites({ text: 'n{n}', count: 3 });
    await business.quiet();
    business.receiver.received.length = 0;
    await business.control('POST', '/deliveries/replay', { all: true });
    await business.quiet();
    expect(business.receiver.received).toHaveLength(3);
    business.receiver.received.length = 0;
    await business.control('POST', '/deliveries/replay', { ids: ['d1', 'd2', 'd3'], batch: 'changes' });
    await business.quiet();
    expect(business.receiver.received).toHaveLength(1);
    expect(business.receiver.values()).toHaveLength(3);
  });
});

describe('webhooks by hand', () => {
  it('sends exact bytes with any signature and answers what came back', async () => {
    const { body } = await business.control('POST', '/webhooks', { body: '{"a":"ü"}' });
    expect(body).toMatchObject({ status: 200, error: null, responseBody: 'received', deliveryId: expect.any(String) });
    const [{ raw, headers }] = business.receiver.received;
    expect(raw.toString('utf8')).toBe('{"a":"ü"}');
    expect(headers['x-hub-signature-256']).toBe(signature256(raw, business.credentials.appSecret));
    await business.control('POST', '/webhooks', { body: { a: 'ü' }, signature: { secret: 'other' }, headers: { 'x-test': '1' } });
    const second = business.receiver.received[1];
    expect(second.text).toBe(String.raw`{"a":"\u00fc"}`);
    expect(second.headers).toMatchObject({ 'x-test': '1', 'x-hub-signature-256': signature256(second.raw, 'other') });
    await business.control('POST', '/webhooks', { body: '{}', signature: 'none' });
    expect(business.receiver.received[2].headers).not.toHaveProperty('x-hub-signature-256');
    await business.control('POST', '/webhooks', { bodyBase64: Buffer.from([0xff, 0x00]).toString('base64'), signature: { value: 'sha256=zz' }, headers: { 'content-type': 'text/plain' } });
    expect(business.receiver.received[3]).toMatchObject({ raw: Buffer.from([0xff, 0x00]), headers: { 'x-hub-signature-256': 'sha256=zz', 'content-type': 'text/plain' } });
  });

  it('is not retried unless wanted', async () => {
    business.receiver.answer = () => 403;
    const { body } = await business.control('POST', '/webhooks', { body: {} });
    expect(body['status']).toBe(403);
    await business.quiet();
    expect(business.receiver.received).toHaveLength(1);
  });
});
