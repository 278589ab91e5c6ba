import { SimulatedBusiness, wamidOf } from '../testing/simulated-business';

let business: SimulatedBusiness;
beforeEach(async () => {
  business = await SimulatedBusiness.start();
});
afterEach(() => business.close());

const write = (ref: string, members: Record<string, unknown>) => business.control('POST', `/customers/${ref}/messages`, members);

describe('customers write', () => {
  it('the envelope of in_text', async () => {
    const wamid = await business.mayaWrites({ text: 'Grüße 📦' });
    await business.quiet();
    expect(JSON.parse(business.receiver.received[0].text)).toEqual({
      object: 'whatsapp_business_account',
      entry: [{
        id: business.credentials.wabaId,
        changes: [{
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550104477', phone_number_id: business.credentials.phoneNumberId },
            contacts: [{ profile: { name: 'Maya Chen' }, wa_id: '447700900142', user_id: 'GB.40718823365519027741' }],
            messages: [{ from: '447700900142', from_user_id: 'GB.40718823365519027741', id: wamid, timestamp: expect.stringMatching(/^\d{10}$/), type: 'text', text: { body: 'Grüße 📦' } }],
          },
          field: 'messages',
        }],
      }],
    });
    expect(business.receiver.received[0].text).toContain(String.raw`Gr\u00fc\u00dfe \ud83d\udce6`);
    expect(business.receiver.received[0].headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'facebookexternalua' });
  });

  it('without a phone (in_username_user_no_phone)', async () => {
    await business.control('POST', '/customers', { name: 'Tomás', userId: 'AR.91827364554637281900', username: 'tomas.rios' });
    expect((await write('@tomas.rios', { text: 'Hi, I only have a username' })).status).toBe(201);
    await business.quiet();
    const [value] = business.receiver.values();
    expect(value['contacts']).toEqual([{ profile: { name: 'Tomás', username: 'tomas.rios' }, user_id: 'AR.91827364554637281900' }]);
    expect(value['messages']).toEqual([{ from_user_id: 'AR.91827364554637281900', id: expect.any(String), timestamp: expect.any(String), type: 'text', text: { body: 'Hi, I only have a username' } }]);
  });

  it('a reply, with the author of the quoted message', async () => {
    await business.mayaWrites();
    const ours = wamidOf(await business.send());
    await write('c1', { text: 'Yes, that one', context: ours });
    await business.quiet();
    expect(business.receiver.messages().at(-1)).toMatchObject({ context: { from: '15550104477', id: ours } });
    await write('c1', { text: 'FYI', context: { forwarded: true } });
    await business.quiet();
    expect(business.receiver.messages().at(-1)).toMatchObject({ context: { forwarded: true } });
  });

  it('other types, unknown types and raw elements', async () => {
    await write('c1', { type: 'image', image: { id: '1', mime_type: 'image/jpeg', sha256: 'x' } });
    await write('c1', { type: 'hologram', hologram: { id: 'x' } });
    await write('c1', { type: 'request_welcome' });
    await write('c1', { message: { id: 'wamid.CASE', type: 'text', text: { body: 'raw' }, from: null, timestamp: 1795341637 } });
    await business.quiet();
    const byType = new Map(business.receiver.messages().map((each) => [each['type'], each]));
    expect(byType.get('image')).toMatchObject({ image: { id: '1' } });
    expect(byType.get('hologram')).toMatchObject({ hologram: { id: 'x' } });
    expect(byType.get('request_welcome')).not.toHaveProperty('request_welcome');
    expect(byType.get('text')).toEqual({ from_user_id: 'GB.40718823365519027741', id: 'wamid.CASE', timestamp: 1795341637, type: 'text', text: { body: 'raw' } });
  });

  it('system notices without contacts, and extra or missing members of value', async () => {
    await write('c1', { type: 'system', system: { body: 'x', type: 'user_changed_number' } });
    await write('c1', { text: 'x', contacts: false, extra: { future: 1 } });
    await business.quiet();
    for (const value of business.receiver.values()) expect(value).not.toHaveProperty('contacts');
    expect(business.receiver.values().some((value) => value['future'] === 1)).toBe(true);
  });

  it.each([
    ['each', 3, 3],
    ['one', 1, 1],
    ['changes', 1, 3],
    ['entries', 1, 3],
  ])('a burst batched as %s: %d posts, %d values', async (batch, posts, values) => {
    const { body } = await write('c1', { text: 'n{n}', count: 3, batch });
    expect(body['messages']).toHaveLength(3);
    await business.quiet();
    expect(business.receiver.received).toHaveLength(posts);
    expect(business.receiver.values()).toHaveLength(values);
    expect(business.receiver.messages().map((each) => (each['text'] as { body: string }).body).sort()).toEqual(['n1', 'n2', 'n3']);
  });

  it('moves Meta time by the offset, and shows the ticks of the customer', async () => {
    const wamid = await business.mayaWrites({ text: 'late', timestampOffset: -7200 });
    await business.quiet();
    const age = Date.now() / 1000 - Number(business.receiver.messages()[0]['timestamp']);
    expect(age).toBeGreaterThan(7190);
    const { body } = await business.control('GET', '/customers/c1/chat');
    expect(body['messages']).toEqual([expect.objectContaining({ wamid, from: 'customer', text: 'late', ticks: 'delivered' })]);
  });

  it('a message that Meta loses leaves no webhook', async () => {
    await write('c1', { text: 'lost', send: false });
    await business.quiet();
    expect(business.receiver.received).toHaveLength(0);
    expect(await business.ledger('inbound')).toHaveLength(1);
  });

  it('a burst of many customers', async () => {
    const { body } = await business.control('POST', '/burst', { count: 300, customers: 20, perPost: 50 });
    expect(body['customers']).toHaveLength(20);
    await business.quiet();
    expect(business.receiver.received).toHaveLength(6);
    expect(new Set(business.receiver.messages().map(({ id }) => id)).size).toBe(300);
    expect(new Set(business.receiver.messages().map(({ from }) => from)).size).toBe(20);
  });
});
