import { DomainError } from '@mailtrixy/server/platform/errors';
import { ATTRIBUTES_MAX, ATTRIBUTE_VALUE_MAX, isAttributeName, type ContactAttributes, type FieldError } from '@mailtrixy/shared/dto';

/** contact.attributes by name. MySQL hands JSON over parsed, MariaDB as text. */
export function readAttributes(json: unknown): ContactAttributes {
  const stored = (typeof json === 'string' ? JSON.parse(json) : json) as ContactAttributes | null;
  return ofEntries(Object.entries(stored ?? {}));
}

/** For contact.attributes. Null: none. */
export function attributesJson(attributes: ContactAttributes): string | null {
  return Object.keys(attributes).length ? JSON.stringify(attributes) : null;
}

/**
 * What is not named stays; null or an empty text removes.
 * @throws DomainError VALIDATION_FAILED, `errors[].field` e.g. "attributes.order_number"
 */
export function changedAttributes(before: ContactAttributes, wanted: Readonly<Record<string, unknown>>): ContactAttributes {
  const next = new Map(Object.entries(before));
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    const problem = attributeProblem(name, value);
    if (problem) errors.push({ field: `attributes.${name.slice(0, 100)}`, message: problem });
    else if (typeof value === 'string' && value.trim()) next.set(name, value.trim());
    else next.delete(name);
  }
  // A contact never has more, so only an addition can be too many.
  if (!errors.length && next.size > ATTRIBUTES_MAX) errors.push({ field: 'attributes', message: `A contact has at most ${ATTRIBUTES_MAX} details. Remove one first.` });
  if (errors.length) throw new DomainError('VALIDATION_FAILED', errors.length === 1 ? errors[0].message : `${errors.length} details cannot be saved. ${errors[0].message}`, { errors: errors.slice(0, ATTRIBUTES_MAX) });
  return ofEntries([...next]);
}

/** What `kept` lacks comes from the other one, as far as there is room. */
export function missingAttributes(kept: ContactAttributes, other: ContactAttributes): ContactAttributes {
  const lacking = Object.entries(other).filter(([name]) => !Object.hasOwn(kept, name));
  return ofEntries(lacking.slice(0, Math.max(0, ATTRIBUTES_MAX - Object.keys(kept).length)));
}

/** Without those that still are as they were taken over. */
export function withoutTaken(attributes: ContactAttributes, taken: ContactAttributes): ContactAttributes {
  return ofEntries(Object.entries(attributes).filter(([name, value]) => !Object.hasOwn(taken, name) || taken[name] !== value));
}

export function joined(...parts: ContactAttributes[]): ContactAttributes {
  return ofEntries(parts.flatMap((part) => Object.entries(part)));
}

function attributeProblem(name: string, value: unknown): string | null {
  if (!isAttributeName(name)) return 'The name of a detail has 1 to 40 small letters, digits or underscores, e.g. order_number.';
  if (value === null) return null;
  if (typeof value !== 'string') return 'The value of a detail is a text; null removes it.';
  const length = [...value.trim()].length;
  return length > ATTRIBUTE_VALUE_MAX ? `This has ${length} characters; a detail takes ${ATTRIBUTE_VALUE_MAX}.` : null;
}

/** A name may be one that objects have of themselves, hence no assignment. */
function ofEntries(entries: [string, string][]): ContactAttributes {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
