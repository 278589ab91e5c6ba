import { DomainError } from '@mailtrixy/server/platform/errors';
import { attributeOfField, type FieldError, type FixedTemplateField, type TemplateField, type TemplateValues } from '@mailtrixy/shared/dto';
import type { PlacedSlot } from '../components/slots';
import type { FillContext } from './filled-template';
import { isPlace, placeOf } from './header-location';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const BODY_MAX = 1024;

/**
 * The value of every slot: what was given, else the default. Optional ones without a value are left out.
 * @throws DomainError TEMPLATE_VALUES_INVALID with one error per slot, `field` being its key
 */
export function slotValues(slots: readonly PlacedSlot[], given: TemplateValues, context: FillContext, now: number): Map<string, string> {
  const values = new Map<string, string>();
  const errors: FieldError[] = unknownKeys(slots, given);
  for (const slot of slots) {
    const value = valueOf(slot, given, context);
    const problem = value === null ? missing(slot) : problemOf(slot, value, now);
    if (problem) errors.push({ field: slot.key, message: problem });
    else if (value !== null) values.set(slot.key, value);
  }
  if (errors.length) throw invalidValues(errors);
  return values;
}

export function invalidValues(errors: FieldError[]): DomainError {
  return new DomainError('TEMPLATE_VALUES_INVALID', errors.length === 1 ? errors[0].message : `${errors.length} fields of the template need another look. ${errors[0].message}`, { errors });
}

/** WhatsApp takes 1,024 characters for body and values together. */
export function bodyProblem(body: string): FieldError | null {
  const length = [...body].length;
  return length > BODY_MAX ? { field: 'body', message: `With its values the text has ${length} characters; WhatsApp takes ${BODY_MAX}. Shorten a value.` } : null;
}

/** A field that the template does not have: it was filled from an older version of the template. */
function unknownKeys(slots: readonly PlacedSlot[], given: TemplateValues): FieldError[] {
  const known = new Set(slots.map(({ key }) => key));
  return Object.keys(given).filter((key) => !known.has(key)).map((key) => ({ field: key, message: 'The template has no such field any more: it was changed at Meta. Open it again.' }));
}

function valueOf(slot: PlacedSlot, given: TemplateValues, context: FillContext): string | null {
  const own = Object.hasOwn(given, slot.key) ? given[slot.key] : undefined;
  if (typeof own === 'string') return own.trim() === '' ? null : own;
  return (slot.defaultField && fieldValue(slot.defaultField, context)) || slot.defaultText?.trim() || null;
}

function fieldValue(field: TemplateField, { contact, conversationId, agentName, workspaceName }: FillContext): string | null {
  const attribute = attributeOfField(field);
  const values: Readonly<Record<FixedTemplateField, string | null>> = {
    'contact.name': contact.name,
    'contact.first_name': firstWord(contact.name),
    'contact.phone': contact.phone,
    'conversation.id': conversationId,
    'agent.name': agentName,
    'agent.first_name': firstWord(agentName),
    'workspace.name': workspaceName,
  };
  // A name may hold what WhatsApp refuses in a value; here nobody would know why.
  const value = attribute === null ? values[field as FixedTemplateField] : Object.hasOwn(contact.attributes, attribute) ? contact.attributes[attribute] : null;
  return value?.replace(/\s+/g, ' ').trim() || null;
}

function firstWord(name: string | null): string | null {
  return name?.trim().split(/\s+/)[0] ?? null;
}

function missing(slot: PlacedSlot): string | null {
  if (!slot.required) return null;
  if (slot.place === 'header_media') return `Choose the header’s ${slot.mediaKind} before sending.`;
  return `Fill in “${slot.label}” before sending. WhatsApp rejects a template with an empty field.`;
}

function problemOf(slot: PlacedSlot, value: string, now: number): string | null {
  const length = [...value].length;
  if (slot.maxLength !== null && length > slot.maxLength) return `“${slot.label}” has ${length} characters; WhatsApp takes ${slot.maxLength}.`;
  switch (slot.place) {
    case 'header_media':
      return UUID.test(value) ? null : `Choose the header’s ${slot.mediaKind} again.`;
    case 'header_location':
      return isPlace(placeOf(value)) ? null : 'The location needs a latitude from -90 to 90, a longitude from -180 to 180, a name and an address.';
    case 'header_product':
      return /^[^/\s]+\/\S(.*\S)?$/.test(value) ? null : 'Write the catalogue’s id, a slash and the product’s id, e.g. 194836987003835/mug-7.';
    case 'button_url':
      return /[\s\p{Cc}]/u.test(value) || /^https?:\/\//i.test(value) ? `Write only what comes after ${slot.prefix}, without spaces.` : null;
    case 'button_copy_code':
    case 'button_otp':
      return /[\s\p{Cc}]/u.test(value) ? `“${slot.label}” can’t contain spaces or line breaks.` : null;
    case 'offer_expiry':
      return offerProblem(value, now);
    case 'button_payload':
    case 'button_catalog':
    case 'button_flow':
      return null;
    default:
      return /[\r\n\t\u2028\u2029\v\f]| {4,}/.test(value) ? `“${slot.label}” can’t contain line breaks, tabs or 4 or more spaces in a row.` : null;
  }
}

/** Milliseconds of an ISO time or of a number of milliseconds. */
export function timeOf(value: string): number {
  return /^\d+$/.test(value.trim()) ? Number(value) : Date.parse(value);
}

function offerProblem(value: string, now: number): string | null {
  const at = timeOf(value);
  if (!Number.isFinite(at)) return 'Write when the offer ends as date and time.';
  return at <= now ? 'The offer’s end lies in the past.' : null;
}
