import { maya, SimulatedBusiness, wamidOf } from '../testing/simulated-business';

let business: SimulatedBusiness;
beforeEach(async () => {
  business = await SimulatedBusiness.start();
});
afterEach(() => business.close());

const details = (text: string) => ({ messaging_product: 'whatsapp', details: text });

describe('POST /{pnid}/messages', () => {
  it('accepts a text and answers as res_sent', async () => {
    await business.mayaWrites();
    const answer = await business.send();
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      messaging_product: 'whatsapp', contacts: [{ input: '+447700900142', wa_id: '447700900142' }], messages: [{ id: expect.stringMatching(/^wamid\./) }],
    });
  });

  it('takes any version prefix, and none', async () => {
    for (const prefix of ['/v19.0', '/v26.0', '']) {
      const response = await fetch(`${business.simulator.url}${prefix}/${business.credentials.phoneNumberId}?access_token=${business.credentials.accessToken}`);
      expect(response.status).toBe(200);
    }
  });

  it('answers a send to a BSUID with user_id and without wa_id (res_sent_to_bsuid)', async () => {
    const answer = await business.send({ to: undefined, recipient: 'GB.40718823365519027741' });
    expect(answer.body['contacts']).toEqual([{ input: 'GB.40718823365519027741', user_id: 'GB.40718823365519027741' }]);
  });

  it('lets `to` win when both are given', async () => {
    const answer = await business.send({ recipient: 'GB.1' });
    expect(answer.body['contacts']).toEqual([{ input: maya, wa_id: '447700900142' }]);
  });

  it('answers with the canonical wa_id when it differs from the number dialled', async () => {
    await business.control('POST', '/customers', { name: 'João', phone: '+5511987654321', waId: '551187654321' });
    const answer = await business.send({ to: '+55 (11) 98765-4321' });
    expect(answer.body['contacts']).toEqual([{ input: '+55 (11) 98765-4321', wa_id: '551187654321' }]);
  });

  it('puts the business country code in front of a number without +', async () => {
    const answer = await business.send({ to: '447700900142' });
    expect(answer.body['contacts']).toEqual([{ input: '447700900142', wa_id: '1447700900142' }]);
    await business.quiet();
    expect(business.receiver.statuses()).toEqual([expect.objectContaining({ status: 'failed', recipient_id: '1447700900142', errors: [expect.objectContaining({ code: 131026 })] })]);
  });

  const refusals: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ['no messaging_product', { messaging_product: undefined }, { message: '(#100) The parameter messaging_product is required.', code: 100 }],
    ['another messaging_product', { messaging_product: 'sms' }, { message: '(#100) Param messaging_product must be one of {WHATSAPP} - got "sms".', code: 100 }],
    ['no receiver', { to: undefined }, { message: '(#100) The parameter to is required.', code: 100 }],
    ['unknown type', { type: 'hologram' }, { message: expect.stringMatching(/^\(#100\) Param type must be one of \{AUDIO, .*\} - got "hologram"\.$/), code: 100 }],
    ['no text', { text: undefined }, { message: '(#100) The parameter text is required.', code: 100 }],
    ['no body', { text: {} }, { message: '(#131008) Required parameter is missing', code: 131008, error_data: details("Parameter 'text.body' is required.") }],
    ['body of 4097', { text: { body: 'x'.repeat(4097) } }, { message: "(#100) Param text['body'] must be at most 4096 characters long.", code: 100 }],
    ['bad recipient', { to: undefined, recipient: 'nonsense' }, { message: '(#131009) Parameter value is not valid', code: 131009, error_data: details("Parameter 'recipient' is not a valid business-scoped user ID.") }],
    ['bad number', { to: '+44abc' }, { message: '(#131009) Parameter value is not valid', code: 131009, error_data: details("Parameter 'to' is not a valid WhatsApp number.") }],
    ['own number', { to: '+15550104477' }, { message: '(#131021) Recipient cannot be sender', code: 131021 }],
    ['bad context', { context: { message_id: 'x' } }, { message: '(#131009) Parameter value is not valid', code: 131009, error_data: details("Parameter 'context.message_id' is not a valid message ID.") }],
    ['long callback data', { biz_opaque_callback_data: 'x'.repeat(513) }, { message: '(#100) Param biz_opaque_callback_data must be at most 512 characters long.', code: 100 }],
    ['bad preview_url', { text: { body: 'x', preview_url: 'maybe' } }, { message: "(#100) Param text['preview_url'] must be a boolean.", code: 100 }],
    ['bad recipient_type', { recipient_type: 'crowd' }, { message: '(#100) Param recipient_type must be one of {INDIVIDUAL, GROUP} - got "crowd".', code: 100 }],
    ['image without id and link', { type: 'image', image: {} }, { message: '(#131008) Required parameter is missing', code: 131008, error_data: details("One of 'image.id' and 'image.link' is required.") }],
    ['template without language', { type: 'template', template: { name: 'x' } }, { message: '(#131008) Required parameter is missing', code: 131008, error_data: details("Parameter 'template.language' is required.") }],
  ];

  it.each(refusals)('refuses %s', async (_name, members, error) => {
    const answer = await business.send(members);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: { type: 'OAuthException', fbtrace_id: expect.any(String), ...error } });
    expect(await business.ledger('accept')).toEqual([]);
    expect(await business.ledger('rejected')).toEqual([expect.objectContaining({ code: error['code'], status: 400 })]);
  });

  it('counts 4096 emoji as 4096 characters', async () => {
    expect((await business.send({ text: { body: '📦'.repeat(4096) } })).status).toBe(200);
  });

  it('answers a body that is not JSON like one without messaging_product', async () => {
    const answer = await business.graph('POST', `/${business.credentials.phoneNumberId}/messages`, '{"broken');
    expect(answer.body.error).toMatchObject({ code: 100, message: '(#100) The parameter messaging_product is required.' });
  });

  it.each([
    ['image', { image: { link: 'https://files.example.org/design.png', caption: 'New design' } }],
    ['reaction', { reaction: { message_id: 'wamid.x', emoji: '👍' } }],
    ['location', { location: { latitude: '52.3', longitude: '4.8' } }],
    ['contacts', { contacts: [{ name: { formatted_name: 'A B', first_name: 'A' } }] }],
    ['interactive', { interactive: { type: 'button', body: { text: 'x' }, action: { buttons: [{ type: 'reply', reply: { id: 'a', title: 'A' } }] } } }],
    ['template', { template: { name: 'book_now', language: { code: 'en_US' } } }],
  ])('takes a well-formed %s', async (type, members) => {
    await business.mayaWrites();
    expect((await business.send({ type, text: undefined, ...members })).status).toBe(200);
    expect(await business.ledger('accept')).toEqual([expect.objectContaining({ type, body: null })]);
  });

  it('writes ledger rows in the order of acceptance, with token, body and wamid', async () => {
    await business.mayaWrites();
    for (const n of [1, 2, 3]) await business.send({ biz_opaque_callback_data: `mt1.${n}`, text: { body: `n${n}` } });
    const rows = await business.ledger('accept');
    expect(rows.map(({ token, body, to }) => [token, body, to])).toEqual([1, 2, 3].map((n) => [`mt1.${n}`, `n${n}`, '447700900142']));
    const seqs = rows.map(({ seq }) => seq as number);
    expect([...seqs].sort((a, b) => a - b)).toEqual(seqs);
  });

  it('keeps a test number to its recipients', async () => {
    const path = `/numbers/${business.credentials.phoneNumberId}`;
    await business.control('PATCH', path, { node: { account_mode: 'SANDBOX' } });
    const refused = await business.send();
    expect(refused.status).toBe(400);
    expect(refused.body.error).toMatchObject({ code: 131030, message: '(#131030) Recipient phone number not in allowed list' });
    await business.control('PATCH', path, { testRecipients: [maya] });
    expect((await business.send()).status).toBe(200);
    expect((await business.control('PATCH', path, { testRecipients: ['1', '2', '3', '4', '5', '6'] })).status).toBe(400);
  });

  it('refuses to send from a number that is not registered or banned', async () => {
    const path = `/numbers/${business.credentials.phoneNumberId}`;
    await business.control('PATCH', path, { node: { platform_type: 'NOT_APPLICABLE' } });
    expect((await business.send()).body.error).toMatchObject({ code: 133010 });
    await business.control('PATCH', path, { node: { platform_type: 'CLOUD_API', status: 'BANNED' } });
    expect(await business.send()).toMatchObject({ status: 403, body: { error: { code: 131031 } } });
  });

  it('enforces speed limits only when asked', async () => {
    await business.mayaWrites();
    await business.control('PATCH', '/settings', { pairLimit: true, throughputLimit: false });
    const codes = [];
    for (let i = 0; i < 46; i++) codes.push((await business.send()).body.error?.['code'] ?? 200);
    expect(codes.filter((code) => code === 200)).toHaveLength(45);
    expect(codes[45]).toBe(131056);
    await business.control('PATCH', '/settings', { pairLimit: false, throughputLimit: true });
    const burst = await Promise.all(Array.from({ length: 300 }, () => business.send()));
    expect(burst.some(({ body }) => body.error?.['code'] === 130429)).toBe(true);
  });
});

describe('the customer service window', () => {
  it('closed: accepted, then failed 131047 as in st_late__failed_131047', async () => {
    const wamid = wamidOf(await business.send({ biz_opaque_callback_data: 'mt1.late' }));
    await business.quiet();
    expect(business.receiver.values()).toEqual([{
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550104477', phone_number_id: business.credentials.phoneNumberId },
      statuses: [{
        id: wamid, status: 'failed', timestamp: expect.stringMatching(/^\d{10}$/), recipient_id: '447700900142', biz_opaque_callback_data: 'mt1.late',
        errors: [{
          code: 131047, title: 'Re-engagement message', message: 'Re-engagement message',
          error_data: { details: 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.' },
          href: '/documentation/business-messaging/whatsapp/support/error-codes',
        }],
      }],
    }]);
  });

  it('closed with sync enforcement: refused at once', async () => {
    await business.control('PATCH', '/settings', { windowEnforcement: 'sync' });
    expect(await business.send()).toMatchObject({ status: 400, body: { error: { code: 131047, message: '(#131047) Re-engagement message' } } });
    await business.mayaWrites();
    expect((await business.send()).status).toBe(200);
  });

  it('closes 24 hours after the customer, by the simulated clock', async () => {
    await business.control('PATCH', '/settings', { windowEnforcement: 'sync' });
    await business.mayaWrites();
    await business.control('POST', '/advance', { seconds: 86_399 - 60 });
    expect((await business.send()).status).toBe(200);
    await business.control('POST', '/advance', { seconds: 120 });
    expect((await business.send()).status).toBe(400);
  });

  it('is not opened by a reaction, and can be closed by hand', async () => {
    await business.control('PATCH', '/settings', { windowEnforcement: 'sync' });
    await business.mayaWrites({ type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } });
    expect((await business.send()).status).toBe(400);
    await business.control('POST', '/customers/c1/window', { expiresInSeconds: 60 });
    expect((await business.send()).status).toBe(200);
    await business.control('POST', '/customers/c1/window', { close: true });
    expect((await business.send()).status).toBe(400);
  });

  it('does not bind templates', async () => {
    const answer = await business.send({ type: 'template', text: undefined, template: { name: 'book_now', language: { code: 'en_US' } } });
    expect(answer.body['messages']).toEqual([{ id: expect.any(String), message_status: 'accepted' }]);
    await business.quiet();
    expect(business.receiver.statuses().map(({ status }) => status)).toEqual(['sent', 'delivered']);
  });
});

describe('mark read', () => {
  it('marks this message and all earlier ones, and shows typing', async () => {
    await business.mayaWrites({ text: 'one' });
    const second = await business.mayaWrites({ text: 'two' });
    await business.mayaWrites({ text: 'three' });
    const path = `/${business.credentials.phoneNumberId}/messages`;
    const answer = await business.graph('POST', path, { messaging_product: 'whatsapp', status: 'read', message_id: second, typing_indicator: { type: 'text' } });
    expect(answer).toMatchObject({ status: 200, body: { success: true } });
    const { body } = await business.control('GET', '/customers/c1/chat');
    expect((body['messages'] as { ticks: string }[]).map(({ ticks }) => ticks).slice(0, 2)).toEqual(['read', 'read']);
    expect((body['messages'] as { ticks: string }[])[2].ticks).not.toBe('read');
    expect(body['typingUntil']).toEqual(expect.any(String));
    expect(await business.ledger('mark_read')).toEqual([expect.objectContaining({ wamid: second, typing: true, marked: [expect.any(String), second] })]);
  });

  it('refuses an unknown message and a wrong status', async () => {
    const path = `/${business.credentials.phoneNumberId}/messages`;
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: 'wamid.nope' };
    expect(await business.graph('POST', path, read)).toMatchObject({ status: 400, body: { error: { code: 131009 } } });
    expect(await business.graph('POST', path, { ...read, status: 'seen' })).toMatchObject({ status: 400, body: { error: { code: 100 } } });
    expect(await business.graph('POST', path, { ...read, message_id: undefined })).toMatchObject({ body: { error: { message: '(#100) The parameter message_id is required.' } } });
  });
});
