import { upper, wire, wires, words, type Wire } from './wire';

export interface ParsedText {
  text: string;
  /** Meta's examples by variable name ("1", "first_name"). */
  samples: ReadonlyMap<string, string>;
}

export interface ParsedHeader extends ParsedText {
  /** TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION, PRODUCT, or a name that we do not know. */
  format: string;
}

export interface ParsedButton {
  /** Position among all buttons of the template or card. */
  index: number;
  type: string;
  text: string;
  url: string | null;
  phone: string | null;
  example: string | null;
}

export interface ParsedCard {
  header: ParsedHeader | null;
  body: ParsedText | null;
  buttons: ParsedButton[];
}

/** Meta's components in a form that the rest of this lib can rely on. */
export interface ParsedTemplate extends ParsedCard {
  footer: string | null;
  cards: ParsedCard[];
  offer: { text: string; hasExpiration: boolean } | null;
  /** Component types that this version does not know. */
  unknown: string[];
}

/** Body of an authentication template, whose words Meta does not always list. */
const AUTHENTICATION_BODY = '*{{1}}* is your verification code.';

/** Never throws: what cannot be read is left out, and what is not known is named in `unknown`. */
export function parseTemplate(components: unknown): ParsedTemplate {
  const parsed: ParsedTemplate = { header: null, body: null, footer: null, buttons: [], cards: [], offer: null, unknown: [] };
  for (const component of wires(components)) {
    const type = upper(component['type']);
    if (type === 'HEADER') parsed.header = headerOf(component);
    else if (type === 'BODY') parsed.body = bodyOf(component);
    else if (type === 'FOOTER') parsed.footer = words(component['text']);
    else if (type === 'BUTTONS') parsed.buttons = buttonsOf(component);
    else if (type === 'CAROUSEL') parsed.cards = wires(component['cards']).map((card) => cardOf(card, parsed.unknown));
    else if (type === 'LIMITED_TIME_OFFER') parsed.offer = offerOf(wire(component['limited_time_offer']));
    else parsed.unknown.push(type.toLowerCase() || 'nameless');
  }
  return parsed;
}

function cardOf(card: Wire, unknown: string[]): ParsedCard {
  const { header, body, buttons, unknown: strange } = parseTemplate(card['components']);
  unknown.push(...strange);
  return { header, body, buttons };
}

function headerOf(component: Wire): ParsedHeader {
  const example = wire(component['example']);
  const positional = Array.isArray(example['header_text']) ? example['header_text'] : [];
  return { format: upper(component['format']) || 'TEXT', text: words(component['text']) ?? '', samples: samplesOf(positional, example['header_text_named_params']) };
}

function bodyOf(component: Wire): ParsedText {
  const example = wire(component['example']);
  const rows = Array.isArray(example['body_text']) ? example['body_text'] : [];
  // An array in an array; some listings give the inner one alone.
  const positional = Array.isArray(rows[0]) ? (rows[0] as unknown[]) : rows;
  const text = words(component['text']) ?? ('add_security_recommendation' in component ? AUTHENTICATION_BODY : '');
  return { text, samples: samplesOf(positional, example['body_text_named_params']) };
}

function samplesOf(positional: readonly unknown[], named: unknown): Map<string, string> {
  const samples = new Map<string, string>();
  positional.forEach((sample, index) => typeof sample === 'string' && samples.set(String(index + 1), sample));
  for (const param of wires(named)) {
    const [name, sample] = [words(param['param_name']), words(param['example'])];
    if (name && sample) samples.set(name, sample);
  }
  return samples;
}

function buttonsOf(component: Wire): ParsedButton[] {
  return wires(component['buttons']).map((button, index) => ({
    index,
    type: upper(button['type']),
    text: words(button['text']) ?? '',
    url: words(button['url']),
    phone: words(button['phone_number']),
    example: words(Array.isArray(button['example']) ? button['example'][0] : button['example']),
  }));
}

function offerOf(offer: Wire): { text: string; hasExpiration: boolean } {
  return { text: words(offer['text']) ?? '', hasExpiration: offer['has_expiration'] === true };
}
