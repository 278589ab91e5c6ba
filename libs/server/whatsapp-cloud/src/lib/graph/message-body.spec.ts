import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutboundContent, OutboundMessage } from '@mailtrixy/server/channels';
import { messageBody, readBody } from './message-body';

const EXAMPLES = join(__dirname, '../testing/meta-examples');
const example = (name: string) => JSON.parse(readFileSync(join(EXAMPLES, `${name}.json`), 'utf8')) as Record<string, unknown>;
const WAMID = 'wamid.HBgMNDQ3NzAwOTAwMTQyFQIAEhgUMzcyRUEwOENBQjMzRTcxQzAyQzYA';
const phone = { kind: 'wa_id', value: '447700900142' };
const bsuid = { kind: 'bsuid', value: 'AR.91827364554637281900' };
const interactive = (body: string, spec: Extract<OutboundContent, { type: 'interactive' }>['interactive'], headerMediaId: string | null = null): OutboundContent => ({ type: 'interactive', body, interactive: spec, headerMediaId, headerFileName: null });
const media = (kind: Extract<OutboundContent, { type: 'media' }>['kind'], mediaId: string, caption: string | null = null, fileName: string | null = null): OutboundContent => ({ type: 'media', kind, mediaId, caption, fileName });
/** Templates arrive ready: the components are the example's own, in the order and form in which they go out. */
const template = (name: string): OutboundContent => {
  const { template: spec } = example(name) as { template: { name: string; language: { code: string }; components: unknown[] } };
  return { type: 'template', name: spec.name, language: spec.language.code, components: spec.components };
};

const SENDS: Record<string, { content: OutboundContent; to?: OutboundMessage['to']; quoted?: string; token?: string }> = {
  req_text: { content: { type: 'text', body: 'Your parcel: https://example.org/t/5521' }, quoted: WAMID, token: 'msg-01J9Z' },
  req_text_to_bsuid: { content: { type: 'text', body: 'Hello Tomás' }, to: bsuid },
  req_image: { content: media('image', '1120487765923400', 'New design') },
  req_document: { content: media('document', 'MEDIA', 'Invoice 5521', 'invoice-5521.pdf') },
  req_audio_voice: { content: media('voice', '1120487765923401') },
  req_video: { content: media('video', '1120487765923402', 'How to mount it') },
  req_sticker: { content: media('sticker', '1120487765923403') },
  req_location: { content: { type: 'location', location: { latitude: 52.370216, longitude: 4.895168, name: 'Warehouse 12', address: 'Kade 12, Amsterdam' } } },
  req_contacts: {
    content: {
      type: 'contacts',
      cards: [{ name: 'Support Desk', phones: [{ phone: '+15550104477', type: 'WORK', waId: '15550104477' }], emails: [{ email: 'help@example.org', type: 'WORK' }], organisation: 'MailTrixy demo', addresses: [], urls: ['https://example.org'], birthday: '1999-01-23' }],
    },
  },
  req_reaction: { content: { type: 'reaction', targetExternalId: WAMID, emoji: '👍' } },
  req_reaction_remove: { content: { type: 'reaction', targetExternalId: WAMID, emoji: null } },
  req_interactive_button: { content: interactive('Close this ticket?', { type: 'button', header: { type: 'text', text: 'Order 5521' }, footer: 'MailTrixy demo', buttons: [{ id: 'ticket:close:yes', title: 'Yes, close it' }, { id: 'ticket:close:no', title: 'No' }] }) },
  req_interactive_list: {
    content: interactive('Whom do you need?', {
      type: 'list',
      header: { type: 'text', text: 'Departments' },
      footer: 'Mon-Fri',
      button: 'Choose',
      sections: [{ title: 'Customers', rows: [{ id: 'dept-billing', title: 'Billing', description: 'Invoices and refunds' }, { id: 'dept-tech', title: 'Technical help' }] }],
    }),
  },
  req_interactive_cta_url: { content: interactive('Track your parcel', { type: 'cta_url', header: { type: 'image', attachmentId: 'a' }, displayText: 'Open', url: 'https://example.org/t/5521' }, 'MEDIA') },
  req_interactive_flow: { content: interactive('Pick a date', { type: 'flow', header: { type: 'text', text: 'Appointment' }, footer: '30 seconds', flowId: '640118820043377', cta: 'Book', flowToken: 'appt-7731', screen: 'DATES', data: { min: '2026-12-01' } }) },
  req_interactive_location_request: { content: interactive('Where shall we deliver?', { type: 'location_request' }) },
  req_interactive_request_contact_info: { content: interactive('May we have your phone number for the courier?', { type: 'contact_request' }), to: bsuid },
  req_interactive_product: { content: interactive('This one?', { type: 'product', catalogId: '771204518823901', productId: 'MUG-RED' }) },
  req_interactive_product_list: { content: interactive('Our three best', { type: 'product_list', header: { type: 'text', text: 'Mugs' }, catalogId: '771204518823901', sections: [{ title: 'Red', productIds: ['MUG-RED'] }] }) },
  req_template_positional: { content: template('req_template_positional') },
  req_template_named: { content: template('req_template_named') },
  req_template_otp: { content: template('req_template_otp') },
  req_template_lto: { content: template('req_template_lto') },
  req_template_flow: { content: template('req_template_flow') },
  req_template_carousel: { content: template('req_template_carousel') },
};
const READS: Record<string, boolean> = { req_mark_read: false, req_mark_read_typing: true };
/** Goes to another address; the templates library has its test. */
const NOT_SENDS = ['req_template_create'];

/** We send files by id, never by link: a link's failure would come late and without a reason. */
function byId(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(byId);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => (key === 'link' ? ['id', 'MEDIA'] : [key, byId(member)])));
}

describe('messageBody', () => {
  it.each(Object.entries(SENDS))("makes Meta's own example %s", (name, { content, to = phone, quoted = null, token = 'mt1.abc' }) => {
    const expected = { ...(byId(example(name)) as Record<string, unknown>), biz_opaque_callback_data: token };
    expect(messageBody({ to, content, quotedExternalId: quoted, token })).toEqual(expected);
  });

  it.each(Object.entries(READS))("makes Meta's own example %s", (name, typing) => {
    expect(readBody(WAMID, typing)).toEqual(example(name));
  });

  it('covers every example of a request', () => {
    const names = readdirSync(EXAMPLES).filter((name) => name.startsWith('req_')).map((name) => name.replace('.json', ''));
    expect(names.sort()).toEqual([...Object.keys(SENDS), ...Object.keys(READS), ...NOT_SENDS].sort());
  });

  const text = (body: string, previewUrl?: boolean) => messageBody({ to: phone, content: { type: 'text', body, ...(previewUrl === undefined ? {} : { previewUrl }) }, quotedExternalId: null, token: 't' })['text'];
  it('asks for a preview when there is a link, unless told', () => {
    expect(text('see HTTPS://example.org')).toEqual({ preview_url: true, body: 'see HTTPS://example.org' });
    expect(text('see https://example.org', false)).toEqual({ body: 'see https://example.org' });
    expect(text('no link')).toEqual({ body: 'no link' });
  });

  it('quotes with every type but a reaction', () => {
    for (const { content } of Object.values(SENDS)) {
      const body = messageBody({ to: phone, content, quotedExternalId: WAMID, token: 't' });
      expect(body['context']).toEqual(content.type === 'reaction' ? undefined : { message_id: WAMID });
    }
  });

  it('keeps a "+" that is there, and never doubles it', () => {
    expect(messageBody({ to: { kind: 'phone', value: '+447700900142' }, content: { type: 'text', body: 'x' }, quotedExternalId: null, token: 't' })['to']).toBe('+447700900142');
  });

  it('leaves captions off voice, audio and stickers, and file names off all but documents', () => {
    for (const kind of ['voice', 'audio', 'sticker'] as const) expect(JSON.stringify(messageBody({ to: phone, content: media(kind, '1', 'caption', 'a.ogg'), quotedExternalId: null, token: 't' }))).not.toMatch(/caption|filename/);
    expect(messageBody({ to: phone, content: media('image', '1', null, 'a.png'), quotedExternalId: null, token: 't' })['image']).toEqual({ id: '1' });
  });

  it('writes coordinates without an exponent', () => {
    const at = (latitude: number, longitude: number) => messageBody({ to: phone, content: { type: 'location', location: { latitude, longitude } }, quotedExternalId: null, token: 't' })['location'];
    expect(at(0.0000001, -0)).toEqual({ latitude: '0.0000001', longitude: '0' });
    expect(at(-90, 100)).toEqual({ latitude: '-90', longitude: '100' });
  });

  it('gives a single-word name the second part that Meta requires', () => {
    const card = { name: ' Ana ', phones: [{ phone: '+1', type: null, waId: null }], emails: [], organisation: null, addresses: ['Kade 12'], urls: [], birthday: null };
    expect(messageBody({ to: phone, content: { type: 'contacts', cards: [card] }, quotedExternalId: null, token: 't' })['contacts']).toEqual([{ name: { formatted_name: 'Ana', first_name: 'Ana' }, phones: [{ phone: '+1', type: 'WORK' }], addresses: [{ street: 'Kade 12', type: 'WORK' }] }]);
  });

  it('leaves the components of a template without variables out, and sends a catalogue and a flow without a first screen', () => {
    const send = (content: OutboundContent) => messageBody({ to: phone, content, quotedExternalId: null, token: 't' });
    expect(send({ type: 'template', name: 'hello', language: 'de', components: [] })['template']).toEqual({ name: 'hello', language: { code: 'de' } });
    expect(send(interactive('Look', { type: 'catalog', thumbnailProductId: 'MUG' }))['interactive']).toEqual({ type: 'catalog_message', body: { text: 'Look' }, action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'MUG' } } });
    expect(send(interactive('Go', { type: 'flow', flowId: '1', cta: 'Go', mode: 'draft' }))['interactive']).toEqual({ type: 'flow', body: { text: 'Go' }, action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Go', mode: 'draft' } } });
  });
});
