import type { TemplateSlot } from '@mailtrixy/shared/dto';

export const BODY_MAX = 1024;
const HEADER_MAX = 60;

/** Places whose value is a text that a person types and a field can fill. */
const TYPED: ReadonlySet<string> = new Set(['header_text', 'body', 'button_url', 'button_copy_code', 'button_payload']);

export function isTyped({ place }: TemplateSlot): boolean {
  return TYPED.has(place);
}

/**
 * Why WhatsApp would refuse this value, in words; null when nothing speaks against it.
 * The server asks the same again: these are here so that it is said while typing.
 */
export function slotProblem(slot: TemplateSlot, value: string, now: number): string | null {
  if (value.trim() === '') return slot.required ? emptyWords(slot) : null;
  const length = [...value].length;
  if (slot.maxLength !== null && length > slot.maxLength) return `“${slot.label}” has ${length} characters; WhatsApp takes ${slot.maxLength}.`;
  switch (slot.place) {
    case 'header_location':
      return locationProblem(value);
    case 'header_product':
      return /^[^/\s]+\/\S(.*\S)?$/.test(value) ? null : 'Write the catalogue’s id, a slash and the product’s id, e.g. 194836987003835/mug-7.';
    case 'button_url':
      return /[\s\p{Cc}]/u.test(value) || /^https?:\/\//i.test(value) ? `Write only what comes after ${slot.prefix ?? 'the link'}, without spaces.` : null;
    case 'button_copy_code':
    case 'button_otp':
      return /[\s\p{Cc}]/u.test(value) ? `“${slot.label}” can’t contain spaces or line breaks.` : null;
    case 'offer_expiry':
      return offerProblem(value, now);
    case 'header_text':
    case 'body':
      return /[\r\n\t\u2028\u2029\v\f]| {4,}/.test(value) ? `“${slot.label}” can’t contain line breaks, tabs or 4 or more spaces in a row.` : null;
    default:
      return null;
  }
}

/** WhatsApp takes 1,024 characters for the body and its values together. */
export function bodyLengthProblem(filled: string): string | null {
  const length = [...filled].length;
  return length > BODY_MAX ? `With its values the text has ${length} characters; WhatsApp takes ${BODY_MAX}. Shorten a value.` : null;
}

export function headerLengthProblem(filled: string | null): string | null {
  const length = [...(filled ?? '')].length;
  return length > HEADER_MAX ? `With its value the header has ${length} characters; WhatsApp takes ${HEADER_MAX}.` : null;
}

function emptyWords(slot: TemplateSlot): string {
  return slot.place === 'header_media' ? `Choose the header’s ${slot.mediaKind ?? 'file'}.` : 'WhatsApp rejects a template with an empty field.';
}

function locationProblem(value: string): string | null {
  try {
    const { latitude, longitude, name, address } = JSON.parse(value) as Record<string, unknown>;
    const inside = typeof latitude === 'number' && Math.abs(latitude) <= 90 && typeof longitude === 'number' && Math.abs(longitude) <= 180;
    if (inside && typeof name === 'string' && name.trim() && typeof address === 'string' && address.trim()) return null;
  } catch {
    // said below
  }
  return 'The location needs a latitude from -90 to 90, a longitude from -180 to 180, a name and an address.';
}

function offerProblem(value: string, now: number): string | null {
  const at = /^\d+$/.test(value.trim()) ? Number(value) : Date.parse(value);
  if (!Number.isFinite(at)) return 'Write when the offer ends as date and time.';
  return at <= now ? 'The offer’s end lies in the past.' : null;
}
