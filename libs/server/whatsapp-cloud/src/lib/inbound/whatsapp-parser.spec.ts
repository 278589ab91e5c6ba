import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { InboundEvent, InboundMessage } from '@mailtrixy/server/channels';
import { whatsappParser } from './whatsapp-parser';

const FIXTURES = path.join(__dirname, 'fixtures');
const files = readdirSync(FIXTURES).filter((name) => name.endsWith('.json'));
const fixture = (name: string): Buffer => readFileSync(path.join(FIXTURES, `${name}.json`));

function parse(body: Buffer | string | object): InboundEvent[] {
  const result = whatsappParser.parse(Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
  if (!result.ok) throw new Error(result.reason);
  return result.events;
}

const only = (name: string): InboundMessage => {
  const events = parse(fixture(name));
  expect(events).toHaveLength(1);
  return events[0] as InboundMessage;
};

function envelope(message: unknown, value: object = {}): object {
  return { object: 'whatsapp_business_account', entry: [{ id: '2109', changes: [{ field: 'messages', value: { metadata: { phone_number_id: '1188' }, contacts: [{ wa_id: '447700900142', profile: { name: 'Nadia' } }], messages: [message], ...value } }] }] };
}
const textMessage = (body: unknown, more: object = {}) => ({ id: 'wamid.A', from: '447700900142', timestamp: '1795341637', type: 'text', text: { body }, ...more });

describe('whatsappParser', () => {
  it.each(files)('understands %s', (file) => {
    const events = parse(readFileSync(path.join(FIXTURES, file)));
    expect(events.length).toBeGreaterThan(0);
    expect(events.filter((event) => event.kind === 'malformed')).toEqual([]);
    expect(events.map((event) => event.index)).toEqual(events.map((_, index) => index));
  });

  it('reads a text with its sender, number and account', () => {
    expect(only('in_text')).toMatchObject({
      kind: 'message',
      channelExternalId: '118820043377615',
      accountExternalId: '210984455012377',
      providerTs: 1795341637000,
      identities: [{ kind: 'bsuid', value: 'GB.40718823365519027741' }, { kind: 'wa_id', value: '447700900142' }],
      address: { kind: 'wa_id', value: '447700900142' },
      profileName: 'Nadia Okoro',
      type: 'text',
      display: 'bubble',
      body: 'Hallo, ist meine Bestellung schon unterwegs? 📦',
      payload: null,
      opensWindow: true,
    });
  });

  it('takes a person without a phone', () => {
    expect(only('in_username_user_no_phone')).toMatchObject({ address: { kind: 'bsuid', value: 'AR.91827364554637281900' }, identities: [{ kind: 'bsuid' }, { kind: 'username', value: 'tomas.rios' }] });
  });

  it('never gives one sender the card of another who writes in the same batch', () => {
    const two = { messages: [textMessage('a'), textMessage('b', { id: 'wamid.B', from: '447700900999' }), textMessage('c', { id: 'wamid.C', from: 'GB.777' })], contacts: [{ wa_id: '447700900142', user_id: 'GB.142', profile: { name: 'Nadia' } }] };
    expect((parse(envelope(null, two)) as InboundMessage[]).map(({ identities, profileName }) => ({ ids: identities.map(({ value }) => value), profileName }))).toEqual([
      { ids: ['GB.142', '447700900142'], profileName: 'Nadia' },
      { ids: ['447700900999'], profileName: null },
      { ids: ['GB.777'], profileName: null },
    ]);
  });

  it.each([[{ from: '447700900999' }, { user_id: 'GB.142' }], [{ from: undefined, from_user_id: 'GB.777' }, { wa_id: '447700900142' }], [{ from: 'GB.777' }, { wa_id: '447700900142' }]])('a card that shares nothing with the sender %j is another person’s: %j', (from, card) => {
    const [event] = parse(envelope(null, { messages: [textMessage('a', from)], contacts: [{ ...card, profile: { name: 'Nadia' } }] })) as InboundMessage[];
    expect(event).toMatchObject({ identities: [{ value: from.from ?? 'GB.777' }], profileName: null });
    expect(event.identities).toHaveLength(1);
  });

  it.each([['5511987654321', '551187654321'], ['5215512345678', '525512345678'], ['541123456789', '5491123456789']])('knows the only card as the sender of %s in another way of writing', (from, waId) => {
    const [event] = parse(envelope(null, { messages: [textMessage('a', { from })], contacts: [{ wa_id: waId, profile: { name: 'Ana' } }] })) as InboundMessage[];
    expect(event).toMatchObject({ profileName: 'Ana', identities: [{ kind: 'wa_id', value: waId }, { kind: 'phone', value: from }] });
  });

  it('takes a mixed batch apart, in order, each for its own number', () => {
    const events = parse(fixture('in_batch_mixed'));
    expect(events.map((event) => `${event.kind} ${event.channelExternalId ?? '-'}`)).toEqual([
      'status 118820043377615',
      'status 118820043377615',
      'message 118820043377615',
      'message 118820043377615',
      'notice 118820043377615',
      'message 118820043377699',
      'message 118820043377699',
      'notice -',
      'notice -',
    ]);
    expect(events[5]).toMatchObject({ profileName: 'Tomás' });
    expect(events[6]).toMatchObject({ type: 'hologram', display: 'stub', body: "WhatsApp sent a type we can't show yet (hologram)", payload: { metaType: 'hologram', raw: { hologram: { id: 'x' } } } });
  });

  it.each([
    ['in_image', { type: 'image', body: 'The box arrived like this', media: { kind: 'image', providerMediaId: '1120487765923341', mimeType: 'image/jpeg', sha256: 'b29814cf5792e684cd75d6a7fce7a67a11887e312f87ca2ac2496d81f365ff72', problem: null } }],
    ['in_video', { type: 'video', body: 'listen to the noise', media: { kind: 'video' } }],
    ['in_document', { type: 'document', body: 'signed contract', media: { kind: 'document', fileName: 'contract (final).pdf' } }],
    ['in_audio_voice', { type: 'audio', body: null, media: { kind: 'voice', mimeType: 'audio/ogg; codecs=opus' } }],
    ['in_audio_file', { type: 'audio', media: { kind: 'audio', mimeType: 'audio/mpeg' } }],
    ['in_sticker', { type: 'sticker', media: { kind: 'sticker', animated: true } }],
    ['in_media_too_big', { type: 'video', media: { kind: 'video', providerMediaId: null, problem: 'Media file size too big. Max file size we currently support: 100MB.' } }],
    ['in_location', { type: 'location', body: 'Warehouse 12, Kade 12, Amsterdam', content: { kind: 'location', latitude: 52.370216, longitude: 4.895168, url: 'https://example.org/warehouse-12' } }],
    ['in_contacts', { type: 'contacts', body: 'Dr. Ilse Brandt', content: { kind: 'contacts', requested: false, cards: [{ name: 'Dr. Ilse Brandt', phones: [{ phone: '+49 30 5550147', waId: '49305550147', type: 'WORK' }], organisation: 'Brandt GmbH, Sales, Head', birthday: '1980-04-02' }] } }],
    ['in_contacts_phone_share', { type: 'contacts', content: { kind: 'contacts', requested: true, cards: [{ name: '+447700900142' }] }, address: { kind: 'bsuid' } }],
    ['in_button_reply', { type: 'interactive', body: 'Yes, close it', content: { kind: 'choice', source: 'button', id: 'ticket:close:yes' }, quotedExternalId: 'wamid.HBgMNDQ3NzAwOTAwMTQyFQIAERgUNDNBRjlBNjVGOUE2QzAzMDgwNEIA' }],
    ['in_list_reply', { type: 'interactive', body: 'Billing', content: { kind: 'choice', source: 'list', id: 'dept-billing', description: 'Invoices and refunds' } }],
    ['in_nfm_reply', { type: 'interactive', body: 'Sent', content: { kind: 'form_answer', form: 'flow', fields: [{ name: 'date', value: '2026-12-03' }, { name: 'slot', value: '10:30' }] } }],
    ['in_call_permission_reply', { type: 'interactive', body: 'Allowed calls', content: { kind: 'call_permission', accepted: true, permanent: false, expiresAt: new Date(1795946400_000).toISOString() } }],
    ['in_button', { type: 'button', body: 'Confirm', content: { kind: 'choice', source: 'template_button', id: 'order-5521-confirm' } }],
    ['in_order', { type: 'order', body: 'please gift-wrap', content: { kind: 'order', catalogId: '771204518823901', items: [{ productId: 'MUG-RED', quantity: 2, price: 11.5, currency: 'EUR' }] } }],
    ['in_referral', { type: 'text', body: 'Is the sale still on?', referral: { sourceType: 'ad', headline: 'Chat with us', body: 'Winter sale: 20 % on everything', ctwaClid: 'ARBexampleClickId' } }],
    ['in_text_reply', { body: 'Yes, that one', quotedExternalId: 'wamid.HBgMNDQ3NzAwOTAwMTQyFQIAERgUOUM2NzVENjNCQzgxRTkzQzkwMTgA' }],
    ['in_text_forwarded', { body: 'FYI', forwarded: 'once' }],
    ['in_text_frequently_forwarded', { body: 'Chain letter', forwarded: 'often' }],
    ['in_text_referred_product', { content: { kind: 'product_question', catalogId: '771204518823901', productId: 'MUG-RED' } }],
    ['fld_calls_connect', { type: 'call', content: { kind: 'call', outcome: 'ringing' } }],
    ['fld_calls_terminate', { type: 'call', externalId: 'wacid.HBgMNDQ3NzAwOTAwMTQyFQIAEhgg#end', content: { kind: 'call', outcome: 'ended', durationS: 69 }, opensWindow: false }],
  ])('gives %s its bubble', (name, expected) => {
    expect(only(name)).toMatchObject({ kind: 'message', direction: 'in', display: 'bubble', payload: null, ...expected });
  });

  it.each([
    ['in_unsupported', 'WhatsApp did not pass this message on (poll_creation): Message type is currently not supported.'],
    ['in_unavailable_131060', 'WhatsApp did not pass this message on: Ask the user to send the message again.'],
  ])('shows %s as a readable stub with the raw JSON', (name, body) => {
    expect(only(name)).toMatchObject({ display: 'stub', body, opensWindow: true, payload: { raw: { type: 'unsupported' } } });
  });

  it('keeps a known type without its object as a stub', () => {
    for (const type of ['location', 'contacts', 'order', 'interactive', 'button', 'text', 'edit', 'revoke', 'reaction']) {
      expect(parse(envelope({ id: 'wamid.A', from: '447700900142', timestamp: '1795341637', type }))).toMatchObject([{ kind: 'message', display: 'stub', payload: { raw: { type } } }]);
    }
    expect(parse(envelope({ id: 'wamid.A', from: '447700900142', timestamp: '1795341637', type: 'image' }))).toMatchObject([{ display: 'bubble', media: { providerMediaId: null, problem: 'WhatsApp could not pass the file on.' } }]);
  });

  it('tells reactions, edits and take-backs as changes of their message', () => {
    expect(parse(fixture('in_reaction'))).toMatchObject([{ kind: 'reaction', direction: 'in', emoji: '👍', targetExternalId: 'wamid.HBgMNDQ3NzAwOTAwMTQyFQIAERgUOUM2NzVENjNCQzgxRTkzQzkwMTgA', identities: [{ kind: 'bsuid' }, { kind: 'wa_id' }] }]);
    expect(parse(fixture('in_reaction_removed'))).toMatchObject([{ kind: 'reaction', emoji: null }]);
    expect(parse(fixture('in_edit'))).toMatchObject([{ kind: 'revision', change: 'edit', body: 'Hallo, ist Bestellung 5521 schon unterwegs?', targetExternalId: 'wamid.HBgMNDQ3NzAwOTAwMTQyFQIAEhgUMzcyRUEwOENBQjMzRTcxQzAyQzYA' }]);
    expect(parse(fixture('in_revoke'))).toMatchObject([{ kind: 'revision', change: 'revoke', body: null }]);
  });

  it('tells who moved where', () => {
    expect(only('in_system_number_changed')).toMatchObject({ display: 'system', moved: { from: [{ kind: 'bsuid', value: 'GB.40718823365519027741' }, { kind: 'wa_id', value: '447700900142' }], to: [{ kind: 'bsuid', value: 'GB.55120099318844006612' }, { kind: 'wa_id', value: '447700900777' }] } });
    expect(only('in_system_user_id_changed')).toMatchObject({ address: { kind: 'bsuid', value: 'GB.55120099318844006612' }, moved: { from: [{ kind: 'bsuid', value: 'GB.40718823365519027741' }], to: [{ kind: 'bsuid', value: 'GB.55120099318844006612' }] } });
    expect(only('in_system_identity_changed_legacy')).toMatchObject({ display: 'system', body: 'Nadia Okoro changed their security code', moved: null, identities: [{ kind: 'wa_id', value: '447700900142' }] });
  });

  it('takes what our side wrote elsewhere as ours', () => {
    expect(only('fld_smb_message_echoes')).toMatchObject({ kind: 'message', direction: 'out', body: 'Sent from my phone: on my way', identities: [{ kind: 'bsuid', value: 'GB.40718823365519027741' }, { kind: 'wa_id', value: '447700900142' }], opensWindow: false });
    expect(only('fld_standby')).toMatchObject({ kind: 'message', direction: 'in', standby: true, body: 'Do you ship to Spain?', opensWindow: true });
    expect(parse(fixture('fld_messaging_handovers'))).toMatchObject([{ kind: 'handover', channelExternalId: '118820043377615', owner: 'us', summary: 'Customer asks about shipping to Spain.', identities: [{ value: '447700900142' }] }]);
  });

  it('takes the history of a phone app, both directions', () => {
    expect(parse(fixture('fld_history'))).toMatchObject([
      { kind: 'message', direction: 'out', historical: true, body: 'Thanks for calling', identities: [{ kind: 'wa_id', value: '447700900142' }], opensWindow: false, index: 0 },
      { kind: 'message', direction: 'in', historical: true, type: 'media_placeholder', display: 'stub', opensWindow: false, index: 1 },
    ]);
    const refused = { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'history', value: { metadata: { phone_number_id: '1188' }, history: [{ errors: [{ code: 2593109, title: 'refused' }] }] } }] }] };
    expect(parse(refused)).toMatchObject([{ kind: 'notice', field: 'history', event: '2593109' }]);
  });

  it('tells preferences and address books', () => {
    expect(parse(fixture('fld_user_preferences'))).toMatchObject([{ kind: 'preference', category: 'marketing_messages', value: 'stop', providerTs: 1795341600000, identities: [{ kind: 'bsuid' }, { kind: 'wa_id' }] }]);
    const other = JSON.parse(fixture('fld_user_preferences').toString('utf8').replace('marketing_messages', 'brand_new_switch'));
    expect(parse(other)).toMatchObject([{ kind: 'notice', field: 'user_preferences', event: 'stop' }]);
    expect(parse(fixture('fld_smb_app_state_sync'))).toMatchObject([{ kind: 'address_book', savedName: 'Nadia Okoro', action: 'add', identities: [{ kind: 'wa_id', value: '447700900142' }] }]);
  });

  it.each([
    ['fld_template_status_approved', 'message_template_status_update', 'APPROVED'],
    ['fld_template_quality', 'message_template_quality_update', 'YELLOW'],
    ['fld_phone_quality', 'phone_number_quality_update', 'THROUGHPUT_UPGRADE'],
    ['fld_phone_name', 'phone_number_name_update', 'REJECTED'],
    ['fld_account_restriction', 'account_update', 'ACCOUNT_RESTRICTION'],
    ['fld_account_review', 'account_review_update', 'APPROVED'],
    ['fld_security', 'security', 'PIN_RESET_REQUEST'],
    ['fld_flows_status', 'flows', 'FLOW_STATUS_CHANGE'],
    ['fld_group_lifecycle', 'group_lifecycle_update', null],
    ['fld_business_username', 'business_username_updates', 'approved'],
    ['fld_business_capability', 'business_capability_update', null],
  ])('hands %s on as a notice', (name, field, event) => {
    expect(parse(fixture(name))).toMatchObject([{ kind: 'notice', field, event, accountExternalId: expect.any(String), value: expect.any(Object) }]);
  });

  it('keeps every digit of an id that is a number', () => {
    const body = '{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"message_template_status_update","value":{"event":"APPROVED","message_template_id":17400229511873401234,"note":"a: 12345678901234567890, b","small":1740022951}}]}]}';
    expect(parse(body)).toMatchObject([{ value: { message_template_id: '17400229511873401234', note: 'a: 12345678901234567890, b', small: 1740022951 } }]);
    expect(parse(fixture('fld_phone_quality'))).toMatchObject([{ displayNumber: '15550104477' }]);
  });

  it('opens the window for messages, request_welcome and calls only', () => {
    expect(only('in_request_welcome')).toMatchObject({ opensWindow: true, display: 'system' });
    expect(only('fld_calls_connect')).toMatchObject({ opensWindow: true, display: 'bubble', type: 'call' });
    expect(only('in_system_number_changed')).toMatchObject({ opensWindow: false, display: 'system', address: { value: '447700900777' }, identities: [{ value: 'GB.40718823365519027741' }, { value: '447700900142' }, { value: 'GB.55120099318844006612' }, { value: '447700900777' }] });
  });

  it.each([null, ''])('a group member of %j is no group: the message is the person’s own', (groupId) => {
    expect(parse(envelope(textMessage('hello', { group_id: groupId })))).toMatchObject([{ kind: 'message', body: 'hello', display: 'bubble' }]);
  });

  it('reads a contact card that WhatsApp gives as a vCard only', () => {
    const vcard = 'BEGIN:VCARD\nVERSION:3.0\nFN:Ilse Brandt\nTEL;waid=49305550147:+49 30 5550147\nEMAIL:ilse@example.org\nORG:Brandt GmbH\nEND:VCARD';
    for (const name of [undefined, { first_name: 'Ilse' }]) {
      expect(parse(envelope(textMessage(null, { type: 'contacts', contacts: [{ origin: 'other', vcard, ...(name ? { name } : {}) }] })))).toMatchObject([
        { display: 'bubble', body: 'Ilse Brandt', content: { cards: [{ name: 'Ilse Brandt', phones: [{ phone: '+49 30 5550147', waId: '49305550147' }], emails: [{ email: 'ilse@example.org' }], organisation: 'Brandt GmbH' }] } },
      ]);
    }
  });

  it('an empty text is told in words, not drawn as an empty bubble; a button without a label says its payload', () => {
    for (const body of ['', '  ', null, 7]) expect(parse(envelope(textMessage(body)))).toMatchObject([{ display: 'stub', body: 'WhatsApp sent a text message without its text', payload: expect.anything() }]);
    expect(parse(envelope(textMessage(null, { type: 'button', button: { payload: 'Confirm' } })))).toMatchObject([{ display: 'bubble', body: 'Confirm' }]);
  });

  it('keeps group messages out of the one-to-one conversation', () => {
    expect(parse(fixture('in_group_text'))).toMatchObject([{ kind: 'notice', field: 'group message', externalId: expect.stringContaining('wamid.') }]);
  });

  it('accepts statuses under messages and message_status', () => {
    const status = { id: 'wamid.S', status: 'read', timestamp: '1795342891', biz_opaque_callback_data: 'mt1.abc' };
    for (const field of ['messages', 'message_status']) {
      expect(parse({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field, value: { metadata: { phone_number_id: '1188' }, statuses: [status] } }] }] })).toMatchObject([{ kind: 'status', status: 'read', externalId: 'wamid.S', token: 'mt1.abc' }]);
    }
  });

  it('lists unknown objects, fields and statuses without an error', () => {
    expect(parse({ object: 'page', entry: [] })).toMatchObject([{ kind: 'other', subject: 'object page' }]);
    expect(parse({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'brand_new', value: {} }] }] })).toMatchObject([{ kind: 'notice', field: 'brand_new' }]);
    expect(parse(envelope(textMessage('x'), { messages: undefined, statuses: [{ id: 'w', status: 'warning', timestamp: '1' }] }))).toMatchObject([{ kind: 'other', subject: 'status warning' }]);
  });

  it('spares the neighbours of an element it cannot understand', () => {
    const body = envelope(null, { messages: [null, 7, { type: 'text' }, textMessage('fine'), { id: 'wamid.x', timestamp: 'soon', type: 'text', from: '4477', text: { body: 'no time' } }], statuses: ['?'] });
    expect(parse(body).map((event) => event.kind)).toEqual(['malformed', 'malformed', 'malformed', 'message', 'message', 'malformed']);
    expect((parse(body)[4] as InboundMessage).providerTs).toBe(0);
  });

  it('cleans what a database refuses and keeps everything else, however long', () => {
    expect(parse(envelope(textMessage('a\0b\ud800c 📦 \u202e'))) as InboundMessage[]).toMatchObject([{ body: 'ab\ufffdc 📦 \u202e' }]);
    const long = '📦'.repeat(10_000);
    expect(parse(envelope(textMessage(long)))).toMatchObject([{ body: long }]);
  });

  it('refuses ids that no column could hold', () => {
    for (const id of ['', 'x'.repeat(256), 'wamid.ü', 'a b', {}, null]) expect(parse(envelope(textMessage('x', { id })))[0].kind).toBe('malformed');
  });

  it('says why a body gives nothing', () => {
    expect(whatsappParser.parse(Buffer.from('<html>'))).toEqual({ ok: false, reason: 'the body is not JSON' });
    expect(whatsappParser.parse(Buffer.from('[]'))).toEqual({ ok: false, reason: 'the body is not a JSON object' });
    expect(whatsappParser.parse(Buffer.alloc(0)).ok).toBe(false);
    expect(whatsappParser.parse(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), fixture('in_text')])).ok).toBe(true);
  });

  it('survives deep nesting and prototype keys', () => {
    expect(() => whatsappParser.parse(Buffer.from('['.repeat(200_000)))).not.toThrow();
    const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    const [event] = parse(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"1"},"messages":[{"id":"w","from":"4477","timestamp":"1795341637","type":"hologram","hologram":${deep}}]}}]}]}`) as InboundMessage[];
    expect(event).toMatchObject({ kind: 'message', display: 'stub', payload: { raw: null, note: expect.stringContaining('deeply') } });
    parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"object":"whatsapp_business_account","entry":[]}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('never throws and never loses a sibling, whatever happens to one element', () => {
    const samples = files.map((file) => JSON.parse(readFileSync(path.join(FIXTURES, file), 'utf8')) as { entry: { changes: { field: string; value: { messages?: unknown[] } }[] }[] });
    fc.assert(
      fc.property(fc.nat(samples.length - 1), fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), fc.array(fc.jsonValue(), { minLength: 1, maxLength: 3 }), fc.string({ unit: 'binary' }), (at, chances, junk, text) => {
        const mutated = mutate(structuredClone(samples[at]), () => chances.next().value, junk, text) as { entry?: unknown };
        const sibling = { id: '1', changes: [{ field: 'messages', value: { metadata: { phone_number_id: '42' }, messages: [textMessage('sibling', { id: 'wamid.SIBLING' })] } }] };
        const body = { object: 'whatsapp_business_account', entry: [...(Array.isArray(mutated?.entry) ? mutated.entry : [mutated]), sibling] };
        const events = parse(JSON.stringify(body));
        expect(events.map((event) => event.index)).toEqual(events.map((_, index) => index));
        expect(events.at(-1)).toMatchObject({ kind: 'message', externalId: 'wamid.SIBLING', channelExternalId: '42' });
        for (const event of events) {
          if (event.kind !== 'message') continue;
          expect(event.identities.length).toBeGreaterThan(0);
          expect(event.body ?? '').not.toMatch(/\0/);
          if (event.payload) expect(JSON.stringify(event.payload).length).toBeLessThan(70_000);
        }
      }),
      { numRuns: 20_000 },
    );
  });

  it('never throws for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(600), (bytes, at) => {
        const body = Buffer.from(fixture('in_text'));
        body.set(bytes.subarray(0, Math.max(0, body.length - at)), Math.min(at, body.length));
        expect(() => whatsappParser.parse(body)).not.toThrow();
        expect(() => whatsappParser.parse(Buffer.from(bytes))).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});

/** Replaces, drops or doubles members at random, about one in twelve. */
function mutate(value: unknown, chance: () => number, junk: unknown[], text: string): unknown {
  const roll = chance();
  if (roll < 0.04) return junk[Math.floor(chance() * junk.length)];
  if (roll < 0.06) return typeof value === 'string' ? text : Number.MAX_SAFE_INTEGER + 2;
  if (Array.isArray(value)) return (roll < 0.09 ? [...value, ...value] : value).map((item) => mutate(item, chance, junk, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (chance() < 0.03 ? [] : [[key, mutate(member, chance, junk, text)]])));
}
