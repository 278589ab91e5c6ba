import type { FilledButton, FilledTemplate, SimMessage } from '@mailtrixy/web/simulator/data-access';

export type PhoneMediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker';

export interface PhoneMedia {
  kind: PhoneMediaKind;
  /** A file that the simulator holds. */
  id: string | null;
  /** An address that nobody fetched. */
  link: string | null;
  name: string | null;
  voice: boolean;
}

/** What pressing does: answers at once, opens a list, a form or a page, or only looks like a button. */
export type PhoneButtonKind = 'answer' | 'list' | 'form' | 'page' | 'plain';

export interface PhoneButton {
  label: string;
  kind: PhoneButtonKind;
  index: number;
  card: number | null;
  url: string | null;
  hint: string | null;
}

export interface PhoneRow {
  id: string;
  title: string;
  description: string;
  section: string;
}

export interface PhoneCard {
  media: PhoneMedia | null;
  body: string;
  buttons: PhoneButton[];
}

/** A message as the phone draws it, whatever its type. */
export interface PhoneView {
  header: string | null;
  media: PhoneMedia | null;
  place: { name: string; address: string; at: string } | null;
  people: { name: string; detail: string }[];
  words: string;
  /** Said about the message rather than by it. */
  note: string | null;
  footer: string | null;
  offer: string | null;
  cards: PhoneCard[];
  buttons: PhoneButton[];
  rows: PhoneRow[];
}

type Members = Record<string, unknown>;

const MEDIA: readonly string[] = ['image', 'video', 'audio', 'document', 'sticker'];

export function phoneView(message: Pick<SimMessage, 'type' | 'text' | 'content' | 'shown' | 'from'>): PhoneView {
  const content = members(message.content);
  const view: PhoneView = { header: null, media: null, place: null, people: [], words: message.text ?? '', note: null, footer: null, offer: null, cards: [], buttons: [], rows: [] };
  if (MEDIA.includes(message.type)) {
    const media = mediaOf(message.type as PhoneMediaKind, content);
    return media ? { ...view, media, words: text(content['caption']) } : { ...view, note: 'A file that could not be sent' };
  }
  switch (message.type) {
    case 'text':
      return view;
    case 'location':
      return { ...view, place: placeOf(content) };
    case 'contacts':
      return { ...view, people: (Array.isArray(message.content) ? message.content : []).map(personOf) };
    case 'template':
      return message.shown ? templateView(view, message.shown) : { ...view, note: 'Template' };
    case 'interactive':
      return message.from === 'business' ? interactiveView(view, content) : { ...view, words: replyWords(content) };
    case 'button':
      return { ...view, words: text(content['text']) };
    case 'order':
      return { ...view, words: text(content['text']), note: `Order of ${count(list(content['product_items']).length, 'product')}` };
    case 'system':
      return { ...view, note: text(content['body']) || 'Something about this account changed' };
    case 'request_welcome':
      return { ...view, note: 'Opened the chat' };
    case 'unsupported':
      return { ...view, note: 'A message of a kind that businesses cannot see' };
    default:
      return view.words === '' ? { ...view, note: `Message of type ${message.type}` } : view;
  }
}

function templateView(view: PhoneView, shown: FilledTemplate): PhoneView {
  return {
    ...view,
    ...headerOf(shown.header),
    words: shown.body,
    footer: shown.footer ?? null,
    offer: shown.offer?.text ?? null,
    buttons: shown.buttons.map((button, index) => templateButton(button, index, null)),
    cards: (shown.cards ?? []).map((card, index) => ({ media: headerOf(card.header).media, body: card.body, buttons: card.buttons.map((button, i) => templateButton(button, i, index)) })),
  };
}

function headerOf(header: FilledTemplate['header']): Pick<PhoneView, 'header' | 'media' | 'place'> {
  if (!header) return { header: null, media: null, place: null };
  const kind = header.format.toLowerCase();
  if (header.location) return { header: null, media: null, place: placeOf(header.location) };
  return { header: header.text ?? null, media: MEDIA.includes(kind) ? mediaOf(kind as PhoneMediaKind, header.media ?? {}) : null, place: null };
}

function templateButton({ type, text: label, url, phone, code }: FilledButton, index: number, card: number | null): PhoneButton {
  const base = { label, index, card, url: null, hint: null };
  switch (type) {
    case 'QUICK_REPLY':
    case 'REQUEST_CONTACT_INFO':
    case 'CATALOG':
    case 'MPM':
    case 'SPM':
      return { ...base, kind: 'answer' };
    case 'FLOW':
      return { ...base, kind: 'form' };
    case 'URL':
      return code === undefined ? { ...base, kind: 'page', url: webAddress(url) } : { ...base, kind: 'plain', hint: code };
    default:
      return { ...base, kind: 'plain', hint: code ?? phone ?? null };
  }
}

function interactiveView(view: PhoneView, content: Members): PhoneView {
  const action = members(content['action']);
  const header = members(content['header']);
  const kind = text(header['type']);
  const parameters = members(action['parameters']);
  const base: PhoneView = {
    ...view,
    header: kind === 'text' ? text(header['text']) : null,
    media: MEDIA.includes(kind) ? mediaOf(kind as PhoneMediaKind, members(header[kind])) : null,
    words: text(members(content['body'])['text']),
    footer: text(members(content['footer'])['text']) || null,
  };
  const one = (label: string, buttonKind: PhoneButtonKind, url: string | null = null): PhoneView => ({ ...base, buttons: [{ label, kind: buttonKind, index: 0, card: null, url, hint: null }] });
  switch (content['type']) {
    case 'button':
      return { ...base, buttons: list(action['buttons']).map((button, index) => ({ label: text(members(button['reply'])['title']), kind: 'answer', index, card: null, url: null, hint: null })) };
    case 'list':
      return { ...one(text(action['button']), 'list'), rows: list(action['sections']).flatMap((section) => list(section['rows']).map((row) => rowOf(row, text(section['title'])))) };
    case 'cta_url':
      return one(text(parameters['display_text']), 'page', webAddress(parameters['url']));
    case 'flow':
      return one(text(parameters['flow_cta']), 'form');
    case 'address_message':
      return one('Provide address', 'form');
    case 'location_request_message':
      return one('Send location', 'answer');
    case 'request_contact_info':
      return one('Share contact info', 'answer');
    case 'call_permission_request':
      return one('Allow calls', 'answer');
    case 'product':
    case 'product_list':
    case 'catalog_message':
      return { ...one('Order', 'answer'), note: 'Products of the shop' };
    case 'carousel':
      return { ...base, cards: list(action['cards']).map((card, index) => cardOf(card, index)) };
    default:
      return { ...base, note: `Interactive message of type ${text(content['type'])}` };
  }
}

function cardOf(card: Members, index: number): PhoneCard {
  const header = members(card['header']);
  const kind = text(header['type']) as PhoneMediaKind;
  const parameters = members(members(card['action'])['parameters']);
  return {
    media: MEDIA.includes(kind) ? mediaOf(kind, members(header[kind])) : null,
    body: text(members(card['body'])['text']),
    buttons: card['type'] === 'cta_url' ? [{ label: text(parameters['display_text']), kind: 'page', index: 0, card: index, url: webAddress(parameters['url']), hint: null }] : [],
  };
}

function replyWords(content: Members): string {
  const reply = members(content[text(content['type'])]);
  if (content['type'] === 'call_permission_reply') return reply['response'] === 'accept' ? 'You may call me' : 'Please do not call me';
  return text(reply['title']) || text(reply['body']) || 'Answer';
}

function mediaOf(kind: PhoneMediaKind, object: Members): PhoneMedia | null {
  const id = text(object['id']) || null;
  const link = text(object['link']) || null;
  if (id === null && link === null) return null;
  return { kind, id, link, name: text(object['filename']) || null, voice: object['voice'] === true };
}

function placeOf(content: Members): PhoneView['place'] {
  const at = `${Number(content['latitude']).toFixed(4)}, ${Number(content['longitude']).toFixed(4)}`;
  return { name: text(content['name']) || 'Location', address: text(content['address']), at };
}

function personOf(card: unknown): { name: string; detail: string } {
  const name = members(members(card)['name']);
  const [phone] = list(members(card)['phones']);
  const [email] = list(members(card)['emails']);
  const detail = text(phone?.['phone']) || text(email?.['email']);
  return { name: text(name['formatted_name']) || text(name['first_name']) || detail || 'Contact', detail };
}

function rowOf(row: Members, section: string): PhoneRow {
  return { id: text(row['id']), title: text(row['title']), description: text(row['description']), section };
}

/** Only what a browser may follow safely. */
function webAddress(value: unknown): string | null {
  return typeof value === 'string' && /^https?:\/\//.test(value) ? value : null;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function list(value: unknown): Members[] {
  return Array.isArray(value) ? value.map(members) : [];
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
