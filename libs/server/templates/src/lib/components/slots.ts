import type { TemplateSlot, TemplateSlotPlace } from '@mailtrixy/shared/dto';
import type { ParsedButton, ParsedCard, ParsedHeader, ParsedTemplate, ParsedText } from './parsed-template';
import { beforeVariable, variablesOf } from './variables';

/** A login code, by WhatsApp. */
export const OTP_MAX = 15;
export const COUPON_MAX = 20;
export const HEADER_TEXT_MAX = 60;
export const PAYLOAD_MAX = 256;
const URL_MAX = 2000;
const MEDIA_KINDS: Readonly<Record<string, TemplateSlot['mediaKind']>> = { IMAGE: 'image', VIDEO: 'video', DOCUMENT: 'document' };

/** A slot and what it belongs to, for those who fill it. */
export interface PlacedSlot extends TemplateSlot {
  /** Index of the carousel's card; null outside. */
  card: number | null;
  /** Name of the variable in a text. */
  variable: string | null;
  button: ParsedButton | null;
}

/** Every value that a template wants, in the order of reading. */
export function slotsOf(template: ParsedTemplate): PlacedSlot[] {
  const slots = slotsOfPart(template, null);
  if (template.offer?.hasExpiration) slots.push(slot({ key: 'offer', place: 'offer_expiry', label: 'Offer ends' }, null));
  template.cards.forEach((card, index) => slots.push(...slotsOfPart(card, index)));
  return slots;
}

/** Meta lists a code button as OTP, or as the URL that it becomes. */
export function isOtpButton({ type, url }: ParsedButton): boolean {
  return type === 'OTP' || (type === 'URL' && /^https:\/\/(www\.)?whatsapp\.com\/otp\//i.test(url ?? ''));
}

function slotsOfPart({ header, body, buttons }: ParsedCard, card: number | null): PlacedSlot[] {
  const otp = buttons.some(isOtpButton);
  return [...headerSlots(header, card), ...bodySlots(body, card, otp), ...buttons.flatMap((button) => buttonSlots(button, card))];
}

function headerSlots(header: ParsedHeader | null, card: number | null): PlacedSlot[] {
  if (!header) return [];
  const key = keyOf(card, 'header');
  const of = card === null ? '' : ` of card ${card + 1}`;
  if (header.format === 'TEXT') {
    return variablesOf(header.text).map((variable) => slot({ key, place: 'header_text', label: labelOf(variable, header.samples), sample: header.samples.get(variable) ?? null, maxLength: HEADER_TEXT_MAX }, card, { variable }));
  }
  const mediaKind = MEDIA_KINDS[header.format] ?? null;
  if (mediaKind) return [slot({ key, place: 'header_media', label: `Header ${mediaKind}${of}`, mediaKind }, card)];
  if (header.format === 'LOCATION') return [slot({ key, place: 'header_location', label: `Header location${of}` }, card)];
  if (header.format === 'PRODUCT') return [slot({ key, place: 'header_product', label: `Catalogue id/product id${of}`, maxLength: 200 }, card)];
  return [];
}

/** The code of an authentication template is asked for once; it goes into the body and into the button. */
function bodySlots(body: ParsedText | null, card: number | null, otp: boolean): PlacedSlot[] {
  if (!body) return [];
  return variablesOf(body.text).map((variable, index) => {
    const code = otp && index === 0;
    const place: TemplateSlotPlace = code ? 'button_otp' : 'body';
    return slot({ key: keyOf(card, `body.${variable}`), place, label: code ? 'Code' : labelOf(variable, body.samples), sample: body.samples.get(variable) ?? null, maxLength: code ? OTP_MAX : null }, card, { variable });
  });
}

function buttonSlots(button: ParsedButton, card: number | null): PlacedSlot[] {
  const key = keyOf(card, `button.${button.index}`);
  const { text, url } = button;
  if (isOtpButton(button)) return [];
  if (button.type === 'URL' && url && variablesOf(url).length) {
    const prefix = beforeVariable(url);
    return [slot({ key, place: 'button_url', label: `End of the link of “${text}”`, sample: suffixOf(button.example, prefix), prefix, maxLength: URL_MAX - prefix.length }, card, { button })];
  }
  if (button.type === 'COPY_CODE') return [slot({ key, place: 'button_copy_code', label: 'Code to copy', sample: button.example, maxLength: COUPON_MAX }, card, { button })];
  if (button.type === 'QUICK_REPLY') return [slot({ key, place: 'button_payload', label: `Hidden text of “${text}”`, required: false, maxLength: PAYLOAD_MAX }, card, { button })];
  if (button.type === 'FLOW') return [slot({ key, place: 'button_flow', label: `Start of the form “${text}”`, required: false }, card, { button })];
  if (button.type === 'CATALOG') return [slot({ key, place: 'button_catalog', label: 'Product id of the picture', required: false, maxLength: 100 }, card, { button })];
  return [];
}

function slot(given: Pick<TemplateSlot, 'key' | 'place' | 'label'> & Partial<TemplateSlot>, card: number | null, more: { variable?: string; button?: ParsedButton } = {}): PlacedSlot {
  return { sample: null, required: true, mediaKind: null, maxLength: null, prefix: null, defaultField: null, defaultText: null, ...given, card, variable: more.variable ?? null, button: more.button ?? null };
}

function keyOf(card: number | null, key: string): string {
  return card === null ? key : `card.${card}.${key}`;
}

/** A number says nothing to a person: Meta's sample does. A name does: first_name → First name. */
function labelOf(variable: string, samples: ReadonlyMap<string, string>): string {
  if (/^\d+$/.test(variable)) return samples.get(variable) ?? `{{${variable}}}`;
  const text = variable.replaceAll('_', ' ').trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function suffixOf(example: string | null, prefix: string): string | null {
  if (example === null) return null;
  return example.startsWith(prefix) ? example.slice(prefix.length) || null : example;
}
