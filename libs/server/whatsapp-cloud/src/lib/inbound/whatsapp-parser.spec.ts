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

  it('takes a mixed batch apart, in order, each for its own number', () => {
    const events = parse(fixture('in_batch_mixed'));
    expect(events.map((event) => `${event.kind} ${event.channelExternalId ?? '-'}`)).toEqual([
      'status 118820043377615',
      'status 118820043377615',
      'message 118820043377615',
      'message 118820043377615',
      'other 118820043377615',
      'message 118820043377699',
      'message 118820043377699',
      'other -',
      'other -',
    ]);
    expect(events[5]).toMatchObject({ profileName: 'Tomás' });
    expect(events[6]).toMatchObject({ type: 'hologram', display: 'stub', body: "WhatsApp sent a type we can't show yet (hologram)", payload: { metaType: 'hologram', raw: { hologram: { id: 'x' } } } });
  });

  it('shows pressed buttons as text and everything it cannot draw as a readable stub', () => {
    expect(only('in_button_reply')).toMatchObject({ type: 'text', body: 'Yes, close it' });
    expect(only('in_button')).toMatchObject({ type: 'text', body: 'Confirm' });
    expect(only('in_order')).toMatchObject({ type: 'order', display: 'stub', body: "WhatsApp sent a type we can't show yet (order): please gift-wrap" });
    expect(only('in_image')).toMatchObject({ type: 'image', display: 'stub', body: 'Photo: The box arrived like this' });
  });

  it('opens the window for messages, request_welcome and calls only', () => {
    expect(only('in_request_welcome')).toMatchObject({ opensWindow: true, display: 'system' });
    expect(only('fld_calls_connect')).toMatchObject({ opensWindow: true, display: 'stub', type: 'call' });
    expect(only('in_reaction')).toMatchObject({ opensWindow: false, type: 'reaction', body: 'Reacted 👍' });
    expect(only('in_system_number_changed')).toMatchObject({ opensWindow: false, display: 'system', address: { value: '447700900777' }, identities: [{ value: 'GB.40718823365519027741' }, { value: '447700900142' }, { value: 'GB.55120099318844006612' }, { value: '447700900777' }] });
  });

  it('keeps group messages out of the one-to-one conversation', () => {
    expect(parse(fixture('in_group_text'))).toMatchObject([{ kind: 'other', subject: 'group message' }]);
  });

  it('accepts statuses under messages and message_status', () => {
    const status = { id: 'wamid.S', status: 'read', timestamp: '1795342891', biz_opaque_callback_data: 'mt1.abc' };
    for (const field of ['messages', 'message_status']) {
      expect(parse({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field, value: { metadata: { phone_number_id: '1188' }, statuses: [status] } }] }] })).toMatchObject([{ kind: 'status', status: 'read', externalId: 'wamid.S', token: 'mt1.abc' }]);
    }
  });

  it('lists unknown objects, fields and statuses without an error', () => {
    expect(parse({ object: 'page', entry: [] })).toMatchObject([{ kind: 'other', subject: 'object page' }]);
    expect(parse({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'brand_new', value: {} }] }] })).toMatchObject([{ kind: 'other', subject: 'brand_new' }]);
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
      { numRuns: 2000 },
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
