import type { CallPermissionContent, ChoiceContent, ContactCard, ContactsContent, FormAnswerContent, LocationContent, OrderContent, ProductQuestionContent, Referral } from '@mailtrixy/shared/dto';
import { readVCard } from './vcard';
import { isWire, list, shortText, text, wire, wireIso, wireNumber, type Wire } from './wire-values';

const CARDS_MAX = 257;
const VALUES_MAX = 20;
const ITEMS_MAX = 100;
const FIELDS_MAX = 100;

/** Null without usable coordinates: then nothing could be drawn. */
export function locationOf(message: Wire): LocationContent | null {
  const { latitude, longitude, name, address, url } = wire(message['location']);
  const [lat, long] = [wireNumber(latitude, -90, 90), wireNumber(longitude, -180, 180)];
  if (lat === null || long === null) return null;
  return { kind: 'location', latitude: lat, longitude: long, name: shortText(name, 200), address: shortText(address, 500), url: link(url) };
}

/** Cards of META-CLOUD-API §4.4: every member may be missing, the name too. */
export function contactsOf(message: Wire): ContactsContent | null {
  const elements = list(message['contacts']).filter(isWire).slice(0, CARDS_MAX);
  if (!elements.length) return null;
  return { kind: 'contacts', cards: elements.map(card), requested: elements.some((element) => element['origin'] === 'contact_request') };
}

function card(element: Wire): ContactCard {
  const name = wire(element['name']);
  const org = wire(element['org']);
  const phones = values(element['phones']).map((phone) => ({ phone: shortText(phone['phone'], 40) ?? shortText(phone['wa_id'], 40) ?? '', type: shortText(phone['type'], 20), waId: shortText(phone['wa_id'], 40) })).filter(({ phone }) => phone);
  const emails = values(element['emails']).map((email) => ({ email: shortText(email['email'], 200) ?? '', type: shortText(email['type'], 20) })).filter(({ email }) => email);
  const organisation = [shortText(org['company'], 200), shortText(org['department'], 100), shortText(org['title'], 100)].filter(Boolean).join(', ') || null;
  const raw = text(element['vcard']);
  // Of a card that is no address of WhatsApp's, Meta may give the vCard only.
  if (raw && !phones.length && !emails.length) return vcard(raw, element);
  const parts = [name['prefix'], name['first_name'], name['middle_name'], name['last_name'], name['suffix']].map((part) => shortText(part, 100)).filter(Boolean).join(' ');
  return {
    name: shortText(name['formatted_name'], 200) ?? (parts || organisation || phones[0]?.phone || emails[0]?.email || ''),
    phones,
    emails,
    organisation,
    addresses: values(element['addresses']).map((one) => ['street', 'zip', 'city', 'state', 'country'].map((key) => shortText(one[key], 200)).filter(Boolean).join(', ')).filter(Boolean),
    urls: values(element['urls']).map((one) => link(one['url'])).filter((url): url is string => url !== null),
    birthday: shortText(element['birthday'], 20),
  };
}

function vcard(raw: string, element: Wire): ContactCard {
  const { vcard: _read, ...rest } = element;
  const read = readVCard(raw);
  const told = card({ ...rest, phones: read.phones.map(({ phone, waId }) => ({ phone, wa_id: waId })), emails: read.emails.map((email) => ({ email })) });
  const name = wire(element['name'])['formatted_name'] ? told.name : (shortText(read.name, 200) ?? told.name);
  return { ...told, name, organisation: told.organisation ?? shortText(read.organisation, 200) };
}

/** The customer's choice; its label is the message's text. Ids come from the client. */
export function choiceOf(source: ChoiceContent['source'], reply: Wire): ChoiceContent {
  return { kind: 'choice', source, id: shortText(reply['id'] ?? reply['payload'], 256), description: shortText(reply['description'], 256) };
}

/** `response_json` is text that should hold JSON, but may be anything (META-CLOUD-API §4.6). */
export function formAnswerOf(reply: Wire): FormAnswerContent {
  const raw = text(reply['response_json']);
  const form = shortText(reply['name'], 60) ?? 'flow';
  const parsed = raw === null ? undefined : tryJson(raw);
  if (!isWire(parsed)) return { kind: 'form_answer', form, fields: [], raw: raw === null ? null : [...raw].slice(0, 4096).join('') };
  const fields = Object.entries(parsed)
    .filter(([name]) => name !== 'flow_token')
    .slice(0, FIELDS_MAX)
    .map(([name, value]) => ({ name: shortText(name, 100) ?? '', value: shortText(typeof value === 'string' ? value : JSON.stringify(value), 1000) ?? '' }));
  return { kind: 'form_answer', form, fields, raw: null };
}

export function callPermissionOf(reply: Wire): CallPermissionContent {
  return { kind: 'call_permission', accepted: reply['response'] === 'accept', permanent: reply['is_permanent'] === true, expiresAt: wireIso(reply['expiration_timestamp']) };
}

export function orderOf(message: Wire): OrderContent | null {
  const order = message['order'];
  if (!isWire(order)) return null;
  const items = list(order['product_items']).filter(isWire).slice(0, ITEMS_MAX);
  return {
    kind: 'order',
    catalogId: shortText(order['catalog_id'], 64),
    items: items.map((item) => ({ productId: shortText(item['product_retailer_id'], 100) ?? '', quantity: wireNumber(item['quantity'], 0, 1_000_000) ?? 1, price: wireNumber(item['item_price'], 0, 1e12), currency: shortText(item['currency'], 8) })),
  };
}

/** "Message business" on a product (META-CLOUD-API §4.16). */
export function productQuestionOf(message: Wire): ProductQuestionContent | null {
  const product = wire(message['context'])['referred_product'];
  if (!isWire(product)) return null;
  return { kind: 'product_question', catalogId: shortText(product['catalog_id'], 64), productId: shortText(product['product_retailer_id'], 100) ?? '' };
}

/** The ad or post that led here (META-CLOUD-API §4.13). */
export function referralOf(message: Wire): Referral | null {
  const referral = message['referral'];
  if (!isWire(referral)) return null;
  return {
    sourceType: shortText(referral['source_type'], 20),
    sourceUrl: link(referral['source_url']),
    sourceId: shortText(referral['source_id'], 100),
    headline: shortText(referral['headline'], 200),
    body: shortText(referral['body'], 500),
    mediaType: shortText(referral['media_type'], 20),
    ctwaClid: shortText(referral['ctwa_clid'], 500),
  };
}

export function forwardedOf(message: Wire): 'no' | 'once' | 'often' {
  const context = wire(message['context']);
  if (context['frequently_forwarded'] === true) return 'often';
  return context['forwarded'] === true ? 'once' : 'no';
}

function values(value: unknown): Wire[] {
  return list(value).filter(isWire).slice(0, VALUES_MAX);
}

/** Links come from strangers: anything but http(s) is dropped. */
function link(value: unknown): string | null {
  const url = shortText(value, 2000);
  return url && /^https?:\/\//i.test(url) ? url : null;
}

function tryJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}
