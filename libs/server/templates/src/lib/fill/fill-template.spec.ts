import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { TemplateValues } from '@mailtrixy/shared/dto';
import type { StoredTemplate } from '../catalog/stored-template';
import { NADIA, storedTemplate } from '../testing/stored-template-fixture';
import { fillTemplate } from './fill-template';
import { withMediaIds } from './meta-components';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const FILE = '0190f3a0-0000-7000-8000-0000000000a1';
const FILE_2 = '0190f3a0-0000-7000-8000-0000000000a2';
const MEDIA = new Map([[FILE, { mediaId: '1120487765923400', fileName: 'x.pdf' }]]);

const example = (name: string) => JSON.parse(readFileSync(path.join(__dirname, '../testing/meta-examples', `${name}.json`), 'utf8')) as { template: { name: string; language: { code: string }; components: unknown[] } };
/** Meta takes an index as text or number. */
const comparable = (components: unknown[]) => JSON.parse(JSON.stringify(components), (key, value) => (key === 'index' ? String(value) : value)) as unknown;
const body = (text: string) => ({ type: 'BODY', text });
const errorsOf = (fill: () => unknown) => {
  try {
    fill();
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, detail: error.detail, fields: Object.fromEntries((error.more.errors ?? []).map(({ field, message }) => [field, message])) };
    throw error;
  }
  throw new Error('nothing was refused');
};
const fill = (components: unknown[], values: TemplateValues = {}, over: Partial<StoredTemplate> = {}, context = NADIA) => fillTemplate(storedTemplate(components, over), values, context, NOW);

describe('Meta’s examples of sends', () => {
  const media = { type: 'HEADER', format: 'IMAGE' };
  const card = { components: [media, { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'More' }, { type: 'URL', text: 'Look', url: 'https://example.org/{{1}}' }] }] };
  const cases: [string, unknown[], TemplateValues, Map<string, { mediaId: string; fileName: string | null }>][] = [
    [
      'req_template_positional',
      [media, body('Hi {{1}}, parcel {{2}} is on its way.'), { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Track', url: 'https://example.org/t/{{1}}' }, { type: 'QUICK_REPLY', text: 'Confirm' }] }],
      { header: FILE, 'body.1': 'Nadia', 'body.2': '5521', 'button.0': '5521', 'button.1': 'order-5521-confirm' },
      MEDIA,
    ],
    ['req_template_named', [{ type: 'HEADER', format: 'TEXT', text: 'Order {{order}} update' }, body('Hallo {{first_name}}, Paket {{order}} ist unterwegs.')], { header: '5521', 'body.first_name': 'Nadia', 'body.order': '5521' }, MEDIA],
    ['req_template_otp', [body('*{{1}}* is your code.'), { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy code' }] }], { 'body.1': '482913' }, MEDIA],
    ['req_template_otp', [body('*{{1}}* is your code.'), { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Copy code', url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}' }] }], { 'body.1': '482913' }, MEDIA],
    [
      'req_template_lto',
      [media, { type: 'limited_time_offer', limited_time_offer: { text: 'Winter', has_expiration: true } }, body('Hi {{1}}, yours until it ends.'), { type: 'buttons', buttons: [{ type: 'copy_code', text: 'Copy' }, { type: 'url', text: 'Shop', url: 'https://example.org/{{1}}' }] }],
      { header: FILE, 'body.1': 'Nadia', offer: '1795514400000', 'button.0': 'WINTER20', 'button.1': 'w20' },
      MEDIA,
    ],
    [
      'req_template_carousel',
      [body('Hi {{1}}, look.'), { type: 'CAROUSEL', cards: [card, card] }],
      { 'body.1': 'Nadia', 'card.0.header': FILE, 'card.0.button.0': 'more-0', 'card.0.button.1': 'mug-0', 'card.1.header': FILE_2, 'card.1.button.0': 'more-1', 'card.1.button.1': 'mug-1' },
      new Map([[FILE, { mediaId: '1120487765923410', fileName: null }], [FILE_2, { mediaId: '1120487765923411', fileName: null }]]),
    ],
    ['req_template_flow', [body('Book now'), { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Book' }] }], { 'button.0': '{"flow_token":"appt-7731","flow_action_data":{"min":"2026-12-01"}}' }, MEDIA],
  ];

  it.each(cases)('%s', (name, components, values, files) => {
    const filled = fill(components, values);
    expect(comparable(withMediaIds(filled.components, files))).toEqual(comparable(example(name).template.components));
  });
});

describe('parts', () => {
  it('counts the index over all buttons, and sends none for static ones', () => {
    const buttons = [{ type: 'PHONE_NUMBER', text: 'Call', phone_number: '+15550104477' }, { type: 'URL', text: 'Site', url: 'https://example.org' }, { type: 'QUICK_REPLY', text: 'Yes' }, { type: 'URL', text: 'Track', url: 'https://example.org/{{1}}' }];
    const { components, content } = fill([body('Hello'), { type: 'BUTTONS', buttons }], { 'button.3': '7' });
    expect(components).toEqual([{ type: 'button', sub_type: 'url', index: '3', parameters: [{ type: 'text', text: '7' }] }]);
    expect(content.buttons.map(({ icon }) => icon)).toEqual(['phone', 'link', 'reply', 'link']);
  });

  it('sends a document with its name, a location as texts, a product with its catalogue', () => {
    const document = fill([{ type: 'HEADER', format: 'DOCUMENT' }, body('Hello')], { header: FILE });
    expect(document.mediaSlots).toEqual([{ slot: 'header', attachmentId: FILE, kind: 'document' }]);
    expect(withMediaIds(document.components, MEDIA)).toEqual([{ type: 'header', parameters: [{ type: 'document', document: { id: '1120487765923400', filename: 'x.pdf' } }] }]);
    const place = fill([{ type: 'HEADER', format: 'LOCATION' }, body('Hello')], { header: '{"latitude":51.5,"longitude":"-0.12","name":"Shop","address":"1 Road"}' });
    expect(place.components).toEqual([{ type: 'header', parameters: [{ type: 'location', location: { latitude: '51.5', longitude: '-0.12', name: 'Shop', address: '1 Road' } }] }]);
    expect(place.content.header).toBe('Shop');
    const product = fill([{ type: 'HEADER', format: 'PRODUCT' }, body('Hello')], { header: '194836987003835/mug/7' });
    expect(product.components).toEqual([{ type: 'header', parameters: [{ type: 'product', product: { product_retailer_id: 'mug/7', catalog_id: '194836987003835' } }] }]);
  });

  it('refuses to send a file that was not uploaded', () => {
    expect(() => withMediaIds(fill([{ type: 'HEADER', format: 'IMAGE' }, body('Hello')], { header: FILE_2 }).components, MEDIA)).toThrow(FILE_2);
  });

  it('fills the text that the thread shows', () => {
    const { body: text, content } = fill([{ type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' }, body('Hi {{1}}, {{2}} and {{2}}.'), { type: 'FOOTER', text: 'Bye' }], { header: '9', 'body.1': 'A', 'body.2': '$&' });
    expect(text).toBe('Hi A, $& and $&.');
    expect(content).toMatchObject({ kind: 'template', header: 'Order 9', footer: 'Bye' });
  });

  it('asks for what is left by the defaults only', () => {
    const defaults = { 'body.1': { field: 'contact.first_name' as const, text: null }, 'body.2': { field: 'contact.phone' as const, text: 'no number' } };
    const noPhone = { ...NADIA, contact: { name: 'Nadia\nOrtiz', phone: null, attributes: {} } };
    expect(fill([body('Hi {{1}}: {{2}}.')], {}, { defaults }, noPhone).body).toBe('Hi Nadia: no number.');
    expect(fill([body('Hi {{1}}: {{2}}.')], { 'body.1': 'Bo' }, { defaults }).values).toEqual({ 'body.1': 'Bo', 'body.2': '+447700900142' });
    expect(errorsOf(() => fill([body('Hi {{1}}: {{2}}.')], { 'body.1': ' ' }, { defaults })).fields).toHaveProperty(['body.1']);
  });

  it('fills from what people noted about the contact', () => {
    const defaults = { 'body.1': { field: 'contact.attributes.order_number' as const, text: null }, 'body.2': { field: 'contact.attributes.constructor' as const, text: 'nothing' } };
    const noted = { ...NADIA, contact: { ...NADIA.contact, attributes: { order_number: ' 11\n82 ' } } };
    expect(fill([body('Order {{1}}: {{2}}.')], {}, { defaults }, noted).body).toBe('Order 11 82: nothing.');
    expect(errorsOf(() => fill([body('Order {{1}}: {{2}}.')], {}, { defaults })).fields).toEqual({ 'body.1': expect.stringContaining('before sending') });
  });

  it('sends nothing variable as no components', () => expect(fill([body('Hello')]).components).toEqual([]));
});

describe('refusals', () => {
  const text = [{ type: 'BODY', text: 'Hi {{1}}, {{2}}.', example: { body_text: [['Nadia', 'Order no.']] } }];

  it.each([
    ['empty', { 'body.1': 'A', 'body.2': '' }, 'body.2', 'Fill in “Order no.” before sending.'],
    ['line break', { 'body.1': 'A', 'body.2': 'x\ny' }, 'body.2', '“Order no.” can’t contain line breaks'],
    ['tab', { 'body.1': 'A', 'body.2': 'x\ty' }, 'body.2', 'tabs'],
    ['four spaces', { 'body.1': 'A', 'body.2': 'x    y' }, 'body.2', '4 or more spaces'],
    ['a field of another version', { 'body.1': 'A', 'body.2': 'B', 'body.3': 'C' }, 'body.3', 'changed at Meta'],
    ['longer than 1,024 with its values', { 'body.1': 'A', 'body.2': 'x'.repeat(1030) }, 'body', '1024'],
  ])('a body value: %s', (_name, values, field, words) => {
    const { code, fields } = errorsOf(() => fill(text, values));
    expect(code).toBe('TEMPLATE_VALUES_INVALID');
    expect(fields[field]).toContain(words);
  });

  it('takes three spaces and exactly 1,024 characters', () => {
    expect(fill(text, { 'body.1': 'A', 'body.2': 'a   b' }).body).toBe('Hi A, a   b.');
    expect([...fill(text, { 'body.1': 'A', 'body.2': '😀'.repeat(1024 - 7) }).body]).toHaveLength(1024);
  });

  it.each([
    ['header result over 60', [{ type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' }, body('x')], { header: 'y'.repeat(55) }, 'header'],
    ['no file', [{ type: 'HEADER', format: 'IMAGE' }, body('x')], {}, 'header'],
    ['a file that is no id', [{ type: 'HEADER', format: 'IMAGE' }, body('x')], { header: '../etc/passwd' }, 'header'],
    ['latitude', [{ type: 'HEADER', format: 'LOCATION' }, body('x')], { header: '{"latitude":91,"longitude":0,"name":"a","address":"b"}' }, 'header'],
    ['location that is no JSON', [{ type: 'HEADER', format: 'LOCATION' }, body('x')], { header: 'here' }, 'header'],
    ['whole link', [body('x'), { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'T', url: 'https://example.org/{{1}}' }] }], { 'button.0': 'https://example.org/7' }, 'button.0'],
    ['space in link', [body('x'), { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'T', url: 'https://example.org/{{1}}' }] }], { 'button.0': 'a b' }, 'button.0'],
    ['code of 16', [body('{{1}} is your code.'), { type: 'BUTTONS', buttons: [{ type: 'OTP', text: 'C' }] }], { 'body.1': '1'.repeat(16) }, 'body.1'],
    ['coupon of 21', [body('x'), { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE', text: 'C' }] }], { 'button.0': '1'.repeat(21) }, 'button.0'],
    ['offer that is over', [body('x'), { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'o', has_expiration: true } }], { offer: '2026-11-22T11:59:00Z' }, 'offer'],
    ['offer that is no time', [body('x'), { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'o', has_expiration: true } }], { offer: 'soon' }, 'offer'],
  ])('%s', (_name, components, values, field) => {
    const { code, fields } = errorsOf(() => fill(components, values as TemplateValues));
    expect([code, Object.keys(fields)]).toEqual(['TEMPLATE_VALUES_INVALID', [field]]);
  });

  it.each([
    ['paused', storedTemplate([body('x')], { status: 'PAUSED' }), 'paused'],
    ['gone', storedTemplate([body('x')], { deletedAt: new Date() }), 'no longer exists'],
    ['a state of tomorrow', storedTemplate([body('x')], { status: 'FROZEN' }), 'FROZEN'],
    ['an unknown part', storedTemplate([body('x'), { type: 'HOLOGRAM' }]), 'hologram'],
    ['an unknown button in a card', storedTemplate([body('x'), { type: 'CAROUSEL', cards: [{ components: [{ type: 'BUTTONS', buttons: [{ type: 'TELEPORT', text: 't' }] }] }] }]), 'teleport'],
    ['a header of tomorrow', storedTemplate([{ type: 'HEADER', format: 'GIF' }, body('x')]), 'gif'],
    ['products', storedTemplate([body('x'), { type: 'BUTTONS', buttons: [{ type: 'MPM', text: 'View items' }] }]), 'catalogue'],
  ])('what is not sendable: %s', (_name, template, words) => {
    const { code, detail } = errorsOf(() => fillTemplate(template, {}, NADIA, NOW));
    expect(code).toBe('TEMPLATE_NOT_SENDABLE');
    expect(detail).toContain(words);
  });

  it('sends login codes to numbers only', () => {
    const otp = storedTemplate([body('{{1}} is your code.')], { category: 'AUTHENTICATION' });
    expect(errorsOf(() => fillTemplate(otp, { 'body.1': '1' }, { ...NADIA, addressKind: 'bsuid' }, NOW)).code).toBe('TEMPLATE_NOT_SENDABLE');
  });

  it('cannot be made to add parts by a value', () => {
    const value = '"}],"x":[{"type":"button"';
    expect(fill(text, { 'body.1': 'A', 'body.2': value }).components).toEqual([{ type: 'body', parameters: [{ type: 'text', text: 'A' }, { type: 'text', text: value }] }]);
  });
});
