import { SimulatedBusiness, wamidOf } from '../testing/simulated-business';

let business: SimulatedBusiness;
beforeEach(async () => {
  business = await SimulatedBusiness.start();
  await business.mayaWrites();
  await business.quiet();
  business.receiver.received.length = 0;
});
afterEach(() => business.close());

const plan = (members: Record<string, unknown> | null) => business.control('PUT', '/status-plan', members);
const names = () => business.receiver.statuses().map(({ status }) => status);

describe('statuses', () => {
  it('have the members of st_hello__sent and st_hello__delivered', async () => {
    await business.control('PATCH', '/customers/c1', { username: 'maya.chen' });
    const wamid = wamidOf(await business.send({ biz_opaque_callback_data: 'msg-01J9Z' }));
    await business.quiet();
    const metadata = { display_phone_number: '15550104477', phone_number_id: business.credentials.phoneNumberId };
    const shared = {
      id: wamid, timestamp: expect.stringMatching(/^\d{10}$/), recipient_id: '447700900142', recipient_user_id: 'GB.40718823365519027741', biz_opaque_callback_data: 'msg-01J9Z',
      pricing: { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' },
    };
    expect(business.receiver.values()).toEqual([
      { messaging_product: 'whatsapp', metadata, contacts: [{ wa_id: '447700900142', user_id: 'GB.40718823365519027741', profile: { name: 'Maya Chen' } }], statuses: [{ ...shared, status: 'sent' }] },
      { messaging_product: 'whatsapp', metadata, contacts: [{ wa_id: '447700900142', user_id: 'GB.40718823365519027741', profile: { name: 'Maya Chen', username: 'maya.chen' } }], statuses: [{ ...shared, status: 'delivered' }] },
    ]);
    expect((await business.ledger('status')).map(({ status, token }) => [status, token])).toEqual([['sent', 'msg-01J9Z'], ['delivered', 'msg-01J9Z']]);
  });

  it('carry the token only where the plan says so', async () => {
    await plan({ opaqueOn: ['sent'] });
    await business.send({ biz_opaque_callback_data: 't' });
    await business.quiet();
    expect(business.receiver.statuses().map((each) => each['biz_opaque_callback_data'])).toEqual(['t', undefined]);
  });

  it('name only the BSUID when the phone is hidden (st_nophone__read_bsuid_only)', async () => {
    await business.control('PATCH', '/customers/c1', { hidesPhone: true });
    await plan({ skipDelivered: true, sentAfterMs: null, readAfterMs: 5 });
    await business.send({ to: undefined, recipient: 'GB.40718823365519027741' });
    await business.quiet();
    const [value] = business.receiver.values();
    expect(value['contacts']).toEqual([{ user_id: 'GB.40718823365519027741', profile: { name: 'Maya Chen' } }]);
    expect(value['statuses']).toEqual([expect.not.objectContaining({ recipient_id: expect.anything() })]);
    expect(JSON.stringify(value)).not.toContain('447700900142');
  });

  it('carry conversation below v24', async () => {
    await business.control('PATCH', `/apps/${business.credentials.appId}`, { webhookVersion: 'v23.0' });
    await business.send();
    await business.quiet();
    expect(business.receiver.statuses()[0]['conversation']).toEqual({ id: expect.any(String), expiration_timestamp: expect.any(String), origin: { type: 'service' } });
  });

  it('come in the planned order, twice, and in one POST', async () => {
    await plan({ sentAfterMs: 1, deliveredAfterMs: 5, readAfterMs: 10, order: ['read', 'sent', 'delivered'] });
    await business.control('PATCH', '/settings', { concurrency: 1 });
    await business.send();
    await business.quiet();
    expect(names()).toEqual(['read', 'sent', 'delivered']);
    business.receiver.received.length = 0;
    await plan({ batch: true, duplicates: 2, deliveredAfterMs: 30 });
    await business.send();
    await business.quiet();
    expect(business.receiver.received).toHaveLength(1);
    expect(names()).toEqual(['sent', 'sent', 'delivered', 'delivered']);
  });

  it('fail late with the planned code', async () => {
    await business.control('PUT', '/customers/c1/status-plan', { failedAfterMs: 40, failedCode: 131053 });
    await business.send();
    await business.quiet();
    expect(names()).toEqual(['sent', 'failed']);
    expect(business.receiver.statuses()[1]).toMatchObject({ errors: [{ code: 131053, title: 'Media upload error' }] });
    expect(business.receiver.statuses()[1]).not.toHaveProperty('recipient_user_id');
  });

  it('wait for a phone that is offline', async () => {
    await business.control('PATCH', '/customers/c1', { online: false });
    await plan({ readAfterMs: 100 });
    await business.send();
    await business.quiet();
    expect(names()).toEqual(['sent']);
    await business.control('PATCH', '/customers/c1', { online: true });
    await business.quiet();
    expect(names().sort()).toEqual(['delivered', 'read', 'sent']);
  });

  it('say read only with read receipts on', async () => {
    await plan({ readAfterMs: 100 });
    await business.control('PATCH', '/customers/c1', { readReceipts: false });
    await business.send();
    await business.quiet();
    expect(names()).toEqual(['sent', 'delivered']);
  });

  it('say read for all delivered messages when the customer opens the thread', async () => {
    const first = wamidOf(await business.send());
    const second = wamidOf(await business.send());
    await business.quiet();
    expect((await business.control('POST', '/customers/c1/read', { upTo: first })).body['read']).toEqual([first]);
    expect((await business.control('POST', '/customers/c1/read', {})).body['read']).toEqual([second]);
    expect((await business.control('POST', '/customers/c1/read', {})).body['read']).toEqual([]);
    await business.quiet();
    expect(names().filter((name) => name === 'read')).toHaveLength(2);
    const { body } = await business.control('GET', '/customers/c1/chat');
    expect((body['messages'] as { ticks: string }[]).map(({ ticks }) => ticks)).toEqual(['delivered', 'read', 'read']);
  });

  it('fail with 130403 when the customer blocks us', async () => {
    await business.control('PATCH', '/customers/c1', { blocksUs: true });
    await business.send();
    await business.quiet();
    expect(business.receiver.statuses()).toEqual([expect.objectContaining({ status: 'failed', errors: [expect.objectContaining({ code: 130403 })] })]);
    expect((await business.control('POST', '/customers/c1/messages', { text: 'x' })).status).toBe(409);
  });

  it('can be made by hand, also for unknown messages', async () => {
    const answer = await business.control('POST', '/statuses', { batch: 'one', statuses: [{ id: 'wamid.unknown', status: 'delivered', recipient_id: '1' }, { id: 'wamid.x', status: 'deleted' }] });
    expect(answer.status).toBe(201);
    await business.quiet();
    expect(business.receiver.statuses()).toEqual([{ id: 'wamid.unknown', status: 'delivered', recipient_id: '1', timestamp: expect.any(String) }, expect.objectContaining({ status: 'deleted' })]);
  });
});
