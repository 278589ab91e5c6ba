import type { ContentDraft } from '@mailtrixy/server/channels';
import { checkContent } from './check-content';

type Case = [what: string, draft: Partial<ContentDraft> & Pick<ContentDraft, 'type'>, field: string | null];
const x = (length: number) => 'x'.repeat(length);
const emojis = (length: number) => '📦'.repeat(length);
const fields = (draft: Partial<ContentDraft> & Pick<ContentDraft, 'type'>) => checkContent({ body: '', attachmentKind: null, ...draft }).map(({ field }) => field);
const card = (over: object = {}) => ({ name: 'Ana', phones: [], emails: [], organisation: null, addresses: [], urls: [], birthday: null, ...over });
const contact = (over: object) => ({ type: 'contacts' as const, contacts: [card(over)] });
const interactive = (value: unknown, body = 'Text') => ({ type: 'interactive' as const, body, interactive: value });
const buttons = (...titles: string[]) => ({ type: 'button', buttons: titles.map((title, index) => ({ id: `b${index}`, title })) });
const rows = (count: number, prefix = 'r') => Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index}`, title: `Row ${index}` }));
const list = (over: object = {}) => ({ type: 'list', button: 'Choose', sections: [{ rows: rows(2) }], ...over });
const flow = (over: object = {}) => ({ type: 'flow', flowId: '640118820043377', cta: 'Book', ...over });
const products = (over: object = {}) => ({ type: 'product_list', header: { type: 'text', text: 'Mugs' }, catalogId: '7', sections: [{ title: 'Red', productIds: ['A'] }], ...over });

const CASES: Case[] = [
  ['a caption at its limit', { type: 'media', attachmentKind: 'image', body: emojis(1024) }, null],
  ['a caption over it', { type: 'media', attachmentKind: 'video', body: x(1025) }, 'body'],
  ['no caption', { type: 'media', attachmentKind: 'document' }, null],
  ['text with a voice message', { type: 'media', attachmentKind: 'voice', body: 'hi' }, 'body'],
  ['text with audio', { type: 'media', attachmentKind: 'audio', body: 'hi' }, 'body'],
  ['text with a sticker', { type: 'media', attachmentKind: 'sticker', body: 'hi' }, 'body'],

  ['a place', { type: 'location', location: { latitude: -90, longitude: 180, name: 'Pole', address: 'Ice 1' } }, null],
  ['text with a location', { type: 'location', body: 'here', location: { latitude: 0, longitude: 0 } }, 'body'],
  ['no location', { type: 'location' }, 'location'],
  ['a latitude out of range', { type: 'location', location: { latitude: 90.1, longitude: 0 } }, 'location.latitude'],
  ['a longitude out of range', { type: 'location', location: { latitude: 0, longitude: -180.1 } }, 'location.longitude'],
  ['a latitude as text', { type: 'location', location: { latitude: '52', longitude: 0 } }, 'location.latitude'],
  ['an unknown field', { type: 'location', location: { latitude: 0, longitude: 0, url: 'https://x.org' } }, 'location.url'],

  ['a whole card', contact({ phones: [{ phone: '+49 30 1', type: 'WORK', waId: '49301' }], emails: [{ email: 'a@b.org', type: null }], organisation: 'X', addresses: ['Kade 12'], urls: ['https://example.org'], birthday: '1980-02-29' }), null],
  ['no cards', { type: 'contacts', contacts: [] }, 'contacts'],
  ['258 cards', { type: 'contacts', contacts: Array.from({ length: 258 }, () => card()) }, 'contacts'],
  ['a card without a name', contact({ name: ' ' }), 'contacts.0.name'],
  ['a phone without digits', contact({ phones: [{ phone: 'none', type: null, waId: null }] }), 'contacts.0.phones.0.phone'],
  ['a WhatsApp number with a plus', contact({ phones: [{ phone: '+1', type: null, waId: '+1' }] }), 'contacts.0.phones.0.waId'],
  ['no e-mail address', contact({ emails: [{ email: 'nobody', type: null }] }), 'contacts.0.emails.0.email'],
  ['a script as link', contact({ urls: ['javascript:alert(1)'] }), 'contacts.0.urls.0'],
  ['a day that does not exist', contact({ birthday: '1981-02-29' }), 'contacts.0.birthday'],
  ['phones that are no list', contact({ phones: null }), 'contacts.0.phones'],

  ['three buttons', interactive(buttons('Yes', 'No', emojis(20))), null],
  ['no buttons', interactive(buttons()), 'interactive.buttons'],
  ['four buttons', interactive(buttons('1', '2', '3', '4')), 'interactive.buttons'],
  ['a button of 21 characters', interactive(buttons(x(21))), 'interactive.buttons.0.title'],
  ['two buttons alike', interactive(buttons('Yes', 'Yes')), 'interactive.buttons.1.title'],
  ['two ids alike', interactive({ type: 'button', buttons: [{ id: 'a', title: '1' }, { id: 'a', title: '2' }] }), 'interactive.buttons.1.id'],
  ['an id of 257', interactive({ type: 'button', buttons: [{ id: x(257), title: '1' }] }), 'interactive.buttons.0.id'],
  ['no text', interactive(buttons('Yes'), ''), 'body'],
  ['a text of 1025', interactive(buttons('Yes'), x(1025)), 'body'],
  ['a footer of 61', interactive({ ...buttons('Yes'), footer: x(61) }), 'interactive.footer'],
  ['a header of 60', interactive({ ...buttons('Yes'), header: { type: 'text', text: x(60) } }), null],
  ['a header of 61', interactive({ ...buttons('Yes'), header: { type: 'text', text: x(61) } }), 'interactive.header.text'],
  ['a header without its file', interactive({ ...buttons('Yes'), header: { type: 'image' } }), 'interactive.header.attachmentId'],
  ['a header of sound', interactive({ ...buttons('Yes'), header: { type: 'audio', attachmentId: 'a' } }), 'interactive.header.type'],
  ['a link among buttons', interactive({ ...buttons('Yes'), url: 'https://x.org' }), 'interactive.url'],

  ['a list', interactive(list({ header: { type: 'text', text: 'H' } }), x(4096)), null],
  ['a list of 4097', interactive(list(), x(4097)), 'body'],
  ['ten rows in two sections', interactive(list({ sections: [{ title: 'A', rows: rows(5, 'a') }, { title: 'B', rows: rows(5, 'b') }] })), null],
  ['eleven rows in two sections', interactive(list({ sections: [{ title: 'A', rows: rows(5, 'a') }, { title: 'B', rows: rows(6, 'b') }] })), 'interactive.sections'],
  ['two sections, one without a title', interactive(list({ sections: [{ title: 'A', rows: rows(1, 'a') }, { rows: rows(1, 'b') }] })), 'interactive.sections.1.title'],
  ['one row id in two sections', interactive(list({ sections: [{ title: 'A', rows: rows(1) }, { title: 'B', rows: rows(1) }] })), 'interactive.sections.1.rows.0.id'],
  ['a section without rows', interactive(list({ sections: [{ rows: [] }] })), 'interactive.sections.0.rows'],
  ['a row of 25', interactive(list({ sections: [{ rows: [{ id: '1', title: x(25) }] }] })), 'interactive.sections.0.rows.0.title'],
  ['a description of 73', interactive(list({ sections: [{ rows: [{ id: '1', title: '1', description: x(73) }] }] })), 'interactive.sections.0.rows.0.description'],
  ['a row id of 201', interactive(list({ sections: [{ rows: [{ id: x(201), title: '1' }] }] })), 'interactive.sections.0.rows.0.id'],
  ['a list button of 21', interactive(list({ button: x(21) })), 'interactive.button'],
  ['a list with a picture', interactive(list({ header: { type: 'image', attachmentId: 'a' } })), 'interactive.header.type'],

  ['a link', interactive({ type: 'cta_url', displayText: 'Open', url: 'https://example.org/t/5521?a=1' }), null],
  ['a link without scheme', interactive({ type: 'cta_url', displayText: 'Open', url: 'example.org' }), 'interactive.url'],
  ['a link of another kind', interactive({ type: 'cta_url', displayText: 'Open', url: 'ftp://example.org' }), 'interactive.url'],
  ['a link with spaces', interactive({ type: 'cta_url', displayText: 'Open', url: 'https://example.org/a b' }), 'interactive.url'],
  ['a link without host', interactive({ type: 'cta_url', displayText: 'Open', url: 'https:///x' }), 'interactive.url'],
  ['a link button of 21', interactive({ type: 'cta_url', displayText: x(21), url: 'https://example.org' }), 'interactive.displayText'],

  ['a flow', interactive(flow({ screen: 'DATES', data: { min: '2026' }, mode: 'draft', flowToken: 't' })), null],
  ['a flow without id', interactive(flow({ flowId: '' })), 'interactive.flowId'],
  ['a flow by name', interactive(flow({ flowId: 'booking' })), 'interactive.flowId'],
  ['data without a screen', interactive(flow({ data: { a: 1 } })), 'interactive.screen'],
  ['a mode of its own', interactive(flow({ mode: 'test' })), 'interactive.mode'],

  ['a request for the location', interactive({ type: 'location_request' }), null],
  ['a request for the phone number', interactive({ type: 'contact_request' }), null],
  ['a request with a footer', interactive({ type: 'location_request', footer: 'x' }), 'interactive.footer'],
  ['a product without text', interactive({ type: 'product', catalogId: '7', productId: 'A' }, ''), null],
  ['a product without catalogue', interactive({ type: 'product', productId: 'A' }), 'interactive.catalogId'],
  ['products', interactive(products()), null],
  ['products without a header', interactive(products({ header: undefined })), 'interactive.header'],
  ['31 products', interactive(products({ sections: [{ title: 'A', productIds: rows(16).map(({ id }) => id) }, { title: 'B', productIds: rows(15).map(({ id }) => id) }] })), 'interactive.sections'],
  ['a catalogue', interactive({ type: 'catalog', thumbnailProductId: 'A' }), null],
  ['a catalogue without text', interactive({ type: 'catalog' }, ''), 'body'],
  ['a kind that is not known', interactive({ type: 'constructor' }), 'interactive.type'],
  ['no interactive at all', interactive(undefined), 'interactive.type'],

  ['a reaction', { type: 'reaction', emoji: '👍' }, null],
  ['taking it back', { type: 'reaction', emoji: null }, null],
  ['a family, a flag, a tone, a keycap', { type: 'reaction', emoji: '👨‍👩‍👧‍👦' }, null],
  ['a flag', { type: 'reaction', emoji: '🇩🇪' }, null],
  ['a skin tone', { type: 'reaction', emoji: '👍🏽' }, null],
  ['a keycap', { type: 'reaction', emoji: '1️⃣' }, null],
  ['two emoji', { type: 'reaction', emoji: '👍👍' }, 'emoji'],
  ['a letter', { type: 'reaction', emoji: 'a' }, 'emoji'],
  ['a digit', { type: 'reaction', emoji: '1' }, 'emoji'],
  ['nothing', { type: 'reaction', emoji: '' }, 'emoji'],
];

describe('checkContent', () => {
  it.each(CASES)('%s', (_what, draft, field) => {
    if (field === null) expect(fields(draft)).toEqual([]);
    else expect(fields(draft)).toContain(field);
  });

  it('says what is wrong in words, with the number that counts', () => {
    expect(checkContent({ type: 'interactive', body: 'x', attachmentKind: null, interactive: buttons(x(21)) })).toEqual([{ field: 'interactive.buttons.0.title', message: 'The button has 21 characters; WhatsApp allows 20.' }]);
  });

  it('survives any shape', () => {
    const shapes: unknown[] = [undefined, null, 0, '', 'x', true, [], [null], {}, { type: null }, { type: 'button', buttons: null }, { type: 'button', buttons: [null, 1, []] }, { type: 'list', sections: [null, { rows: [null] }] }, { type: 'flow', data: [] }, { type: 'product_list', sections: [{ productIds: [{}] }] }];
    for (const value of shapes) for (const type of ['location', 'contacts', 'interactive'] as const) expect(fields({ type, location: value, contacts: value, interactive: value }).length).toBeGreaterThan(0);
  });
});
