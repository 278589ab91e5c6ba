import { SeededRandom } from '../time/seeded-random';
import { maya, SimulatedBusiness } from '../testing/simulated-business';
import { signature256 } from './webhook-body';

let business: SimulatedBusiness;
beforeEach(async () => {
  business = await SimulatedBusiness.start();
  await business.mayaWrites();
  await business.quiet();
  business.receiver.received.length = 0;
});
afterEach(() => business.close());

const next = (order: Record<string, unknown>) => business.control('POST', '/chaos/next', order);
const accepts = async () => (await business.ledger('accept')).length;

describe('sends that are accepted and not answered well', () => {
  it.each(['accept-then-reset', 'accept-then-truncated'])('%s: the call fails, the message goes out', async (mode) => {
    await next({ send: { mode } });
    await expect(business.send({ biz_opaque_callback_data: 't' })).rejects.toThrow();
    await business.quiet();
    expect(await accepts()).toBe(1);
    expect(business.receiver.statuses().map((each) => each['biz_opaque_callback_data'])).toEqual(['t', 't']);
    expect(await business.ledger('chaos')).toEqual([expect.objectContaining({ mode })]);
  });

  it('accept-then-hang: no answer, then cut', async () => {
    await next({ send: { mode: 'accept-then-hang', hangMs: 60_000 } });
    const { phoneNumberId, accessToken } = business.credentials;
    const call = fetch(`${business.simulator.url}/v25.0/${phoneNumberId}/messages`, {
      method: 'POST', headers: { authorization: `Bearer ${accessToken}` }, signal: AbortSignal.timeout(150),
      body: JSON.stringify({ messaging_product: 'whatsapp', to: maya, text: { body: 'x' } }),
    });
    await expect(call).rejects.toThrow(/timeout/i);
    expect(await accepts()).toBe(1);
    await next({ send: { mode: 'accept-then-hang', hangMs: 20 } });
    await expect(business.send()).rejects.toThrow();
    expect(await accepts()).toBe(2);
  });

  it.each([
    ['accept-then-500', 500, /"code":131000/],
    ['accept-then-500-html', 500, /^<!DOCTYPE html>/],
    ['accept-then-empty', 200, /^$/],
    ['accept-then-wrong-shape', 200, /^\{\}$/],
  ])('%s answers %d', async (mode, status, text) => {
    await next({ send: { mode } });
    const answer = await business.send();
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(text);
    expect(await accepts()).toBe(1);
  });

  it('failed: 200, then the code as a status', async () => {
    await next({ send: { mode: 'failed', code: 131049 } });
    expect((await business.send()).status).toBe(200);
    await business.quiet();
    expect(business.receiver.statuses()).toEqual([expect.objectContaining({ status: 'failed', errors: [expect.objectContaining({ code: 131049 })] })]);
  });

  it('statuses before the response', async () => {
    await next({ send: { statusesBeforeResponse: true } });
    await business.send();
    expect(business.receiver.statuses().map(({ status }) => status).sort()).toEqual(['delivered', 'sent']);
  });

  it('delays the answer, not the acceptance', async () => {
    await next({ send: { delayMs: 120 } });
    const start = performance.now();
    const call = business.send();
    while ((await accepts()) === 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await business.control('GET', '/pending')).body['answers']).toBe(1);
    expect((await call).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(110);
  });
});

describe('sends that are refused', () => {
  it.each([
    [{ mode: '429', retryAfter: 7 }, 429, 130429],
    [{ mode: '500' }, 500, 131000],
    [{ mode: '190' }, 401, 190],
    [{ mode: 'error', code: 131056 }, 400, 131056],
    [{ mode: 'error', code: 2 }, 503, 2],
    [{ mode: 'error', code: 80007 }, 400, 80007],
    [{ mode: 'error', code: 131042, status: 418, details: 'pay' }, 418, 131042],
    [{ mode: 'error', code: 999999 }, 400, 999999],
  ])('%j', async (send, status, code) => {
    await next({ send });
    const answer = await business.send();
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatchObject({ code, type: 'OAuthException', fbtrace_id: expect.any(String) });
    expect(answer.headers.get('retry-after')).toBe('retryAfter' in send ? '7' : null);
    expect(await accepts()).toBe(0);
    expect(await business.ledger('rejected')).toEqual([expect.objectContaining({ code, status })]);
  });

  it('131056 has the body of res_error_131056', async () => {
    await next({ send: { mode: 'error', code: 131056 } });
    expect((await business.send()).body).toEqual({
      error: {
        message: '(#131056) (Business Account, Consumer Account) pair rate limit hit', type: 'OAuthException', code: 131056,
        error_data: { messaging_product: 'whatsapp', details: 'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.' },
        fbtrace_id: expect.any(String),
      },
    });
  });

  it.each([['500-html', 500], ['503-html', 503]])('%s', async (mode, status) => {
    await next({ send: { mode } });
    expect(await business.send()).toMatchObject({ status, text: expect.stringMatching(/^<!DOCTYPE html>/) });
    expect(await accepts()).toBe(0);
  });

  it.each(['reset', 'hang'])('%s: nothing accepted', async (mode) => {
    await next({ send: { mode, hangMs: 20 } });
    await expect(business.send()).rejects.toThrow();
    expect(await accepts()).toBe(0);
    expect((await business.send()).status).toBe(200);
  });
});

describe('answers that test the limits of the sender', () => {
  const raw = (body: string) => {
    const { phoneNumberId, accessToken } = business.credentials;
    return fetch(`${business.simulator.url}/v25.0/${phoneNumberId}/messages`, { method: 'POST', redirect: 'manual', headers: { authorization: `Bearer ${accessToken}` }, body });
  };

  it('redirect: not accepted, and where to', async () => {
    await next({ send: { mode: 'redirect', details: 'https://elsewhere.example/' } });
    const response = await raw('{}');
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('https://elsewhere.example/');
    expect(await accepts()).toBe(0);
  });

  it.each(['accept-then-drip', 'accept-then-huge'])('%s: accepted, the body is endless', async (mode) => {
    await next({ send: { mode } });
    const response = await raw(JSON.stringify({ messaging_product: 'whatsapp', to: maya, text: { body: 'x' } }));
    expect(response.status).toBe(200);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const { done } = await reader.read();
    expect(done).toBe(false);
    await reader.cancel();
    expect(await accepts()).toBe(1);
  });
});

describe('where chaos applies', () => {
  it('only to the next n, to one customer, to one number', async () => {
    await business.control('POST', '/customers', { name: 'Jo', phone: '+447700900143' });
    await next({ count: 2, customer: 'c1', send: { mode: '500' } });
    expect((await business.send({ to: '+447700900143' })).status).toBe(200);
    expect([(await business.send()).status, (await business.send()).status, (await business.send()).status]).toEqual([500, 500, 200]);
    expect((await business.control('GET', '/chaos/next')).body['orders']).toEqual([]);
  });

  it('to marks and other calls only with their scope', async () => {
    await business.control('PUT', '/chaos', { send: { mode: '500', scope: ['graph'] } });
    expect((await business.send()).status).toBe(200);
    expect((await business.graph('GET', `/${business.credentials.phoneNumberId}`)).status).toBe(500);
    await business.control('PUT', '/chaos', { send: { mode: '500', scope: ['mark_read'] } });
    expect((await business.graph('GET', `/${business.credentials.phoneNumberId}`)).status).toBe(200);
    expect((await business.graph('POST', `/${business.credentials.phoneNumberId}/messages`, { messaging_product: 'whatsapp', status: 'read', message_id: 'x' })).status).toBe(500);
  });

  it('per number over global, and off again with null', async () => {
    await business.control('PUT', '/chaos', { send: { mode: '500' } });
    await business.control('PUT', `/numbers/${business.credentials.phoneNumberId}/chaos`, { send: { mode: '429' } });
    expect((await business.send()).status).toBe(429);
    await business.control('PUT', `/numbers/${business.credentials.phoneNumberId}/chaos`, null);
    expect((await business.send()).status).toBe(500);
    await business.control('PUT', '/chaos', null);
    expect((await business.send()).status).toBe(200);
  });

  it('the same way for the same seed', async () => {
    const run = async () => {
      await business.control('PUT', '/chaos', { seed: 42, send: { mode: '500', probability: 0.5 } });
      const codes = [];
      for (let i = 0; i < 20; i++) codes.push((await business.send()).status);
      await business.quiet();
      return codes;
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    const draw = (seed: number) => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });
});

describe('webhooks', () => {
  const chaos = (webhook: Record<string, unknown>) => business.control('PUT', '/chaos', { webhook });

  it('duplicate', async () => {
    await chaos({ duplicate: 3 });
    await business.mayaWrites();
    await business.quiet();
    expect(business.receiver.received).toHaveLength(3);
    const rows = await business.ledger('webhook');
    expect(new Set(rows.slice(-3).map(({ eventId }) => eventId)).size).toBe(1);
    expect(new Set(rows.slice(-3).map(({ deliveryId }) => deliveryId)).size).toBe(3);
  });

  it('reorder', async () => {
    await business.control('PATCH', '/settings', { concurrency: 1 });
    await chaos({ reorderWindow: 10 });
    await business.mayaWrites({ text: '{n}', count: 20 });
    await business.quiet();
    const order = business.receiver.messages().map((each) => Number((each['text'] as { body: string }).body));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(order).not.toEqual([...order].sort((a, b) => a - b));
    expect(Math.max(...order.slice(0, 10))).toBe(10);
  });

  it('reorder lets an unfilled window go after its wait', async () => {
    await chaos({ reorderWindow: 10, reorderMaxWaitMs: 10 });
    await business.mayaWrites();
    await business.quiet();
    expect(business.receiver.received).toHaveLength(1);
  });

  it('delay', async () => {
    await chaos({ delayMs: 80 });
    await business.mayaWrites();
    expect((await business.control('GET', '/pending')).body).toMatchObject({ deliveries: 1 });
    expect(business.receiver.received).toHaveLength(0);
    await business.quiet();
    expect(business.receiver.received).toHaveLength(1);
  });

  it('wrong signature until it is switched off', async () => {
    business.receiver.answer = (n) => {
      const { headers, raw } = business.receiver.received[n - 1];
      return headers['x-hub-signature-256'] === signature256(raw, business.credentials.appSecret) ? 200 : 403;
    };
    await chaos({ signature: 'wrong' });
    await business.control('PATCH', '/settings', { retry: { baseMs: 60_000, capMs: 60_000 } });
    await business.mayaWrites();
    await business.control('POST', '/quiesce', { ignoreRetrying: true });
    expect((await business.ledger('webhook')).at(-1)).toMatchObject({ code: 403, signature: 'wrong' });
    await business.control('PUT', '/chaos', null);
    await business.control('POST', '/deliveries/retry-now');
    await business.quiet();
    expect((await business.ledger('webhook')).at(-1)).toMatchObject({ code: 200, signature: 'ok' });
  });

  it.each(['wrong', 'none', 'malformed', 'sha1-only'])('signature %s for the next one, in all its tries', async (signature) => {
    business.receiver.answer = () => 403;
    await next({ webhook: { signature } });
    await business.mayaWrites();
    await business.quiet();
    expect((await business.ledger('webhook')).slice(-6).map((row) => row['signature'])).toEqual(Array(6).fill(signature));
    business.receiver.answer = () => 200;
    await business.mayaWrites();
    await business.quiet();
    expect((await business.ledger('webhook')).at(-1)).toMatchObject({ code: 200, signature: 'ok' });
  });

  it('drop', async () => {
    await chaos({ dropProbability: 1 });
    await business.mayaWrites();
    await business.quiet();
    expect(business.receiver.received).toHaveLength(0);
    expect(await business.ledger('webhook_dropped')).toEqual([expect.objectContaining({ reason: 'chaos' })]);
  });

  it('a dripped body arrives whole', async () => {
    await chaos({ slowBody: 50 });
    await business.mayaWrites();
    await business.quiet();
    const [{ raw, headers }] = business.receiver.received;
    expect(headers['x-hub-signature-256']).toBe(signature256(raw, business.credentials.appSecret));
  });

  it('lost statuses are in the ledger and nowhere else', async () => {
    await business.control('PUT', '/chaos', { statuses: { loseProbability: 1 } });
    await business.send();
    await business.quiet();
    expect(business.receiver.received).toHaveLength(0);
    expect(await business.ledger('status')).toEqual([expect.objectContaining({ lost: true }), expect.objectContaining({ lost: true })]);
  });
});
