import type { FieldError } from '@mailtrixy/shared/dto';

export interface TextRule {
  max: number;
  required?: boolean;
  /** What it is called in the words, e.g. "The title". */
  name: string;
}

/** Collects what is wrong with a message that somebody wants to send. Values are what came over HTTP: of any shape. */
export class ContentProblems {
  readonly list: FieldError[] = [];

  add(field: string, message: string): void {
    this.list.push({ field, message });
  }

  /** @returns the text, or null when it is missing or wrong (then that was said) */
  text(field: string, value: unknown, { max, required = false, name }: TextRule): string | null {
    if (value === undefined || value === null || value === '') {
      if (required) this.add(field, `${name} is missing.`);
      return null;
    }
    if (typeof value !== 'string') {
      this.add(field, `${name} must be text.`);
      return null;
    }
    if (!value.trim()) {
      this.add(field, `${name} is empty.`);
      return null;
    }
    const length = characters(value);
    if (length > max) {
      this.add(field, `${name} has ${length} characters; WhatsApp allows ${max}.`);
      return null;
    }
    return value;
  }

  /** @returns the list, or null when there is none of an allowed length */
  items(field: string, value: unknown, { min, max, name }: { min: number; max: number; name: string }): unknown[] | null {
    if (!Array.isArray(value)) {
      this.add(field, `${name} must be a list.`);
      return null;
    }
    if (value.length < min) this.add(field, `At least ${min} of ${name.toLowerCase()} ${min === 1 ? 'is' : 'are'} needed.`);
    if (value.length > max) this.add(field, `There are ${value.length} of ${name.toLowerCase()}; WhatsApp allows ${max}.`);
    return value.length >= min && value.length <= max ? value : null;
  }

  /** @returns the object's members, or null; members that are not known are refused, because they would be lost */
  members(field: string, value: unknown, known: readonly string[]): Record<string, unknown> | null {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.add(field, 'This part is missing or has another form.');
      return null;
    }
    for (const member of Object.keys(value)) if (!known.includes(member)) this.add(`${field}.${member}`, 'This is not a known field.');
    return value as Record<string, unknown>;
  }

  /** Only http and https: WhatsApp shows no other links. */
  url(field: string, value: unknown, name: string): void {
    const text = this.text(field, value, { max: URL_MAX, required: true, name });
    if (text === null) return;
    if (!isWebUrl(text)) this.add(field, `${name} must be a whole web address that begins with https:// or http://.`);
  }

  unique(fields: readonly { field: string; value: string | null }[], message: string): void {
    const seen = new Set<string>();
    for (const { field, value } of fields) {
      if (value === null) continue;
      if (seen.has(value)) this.add(field, message);
      seen.add(value);
    }
  }
}

const URL_MAX = 2000;

/** Code points: an emoji of one of them is one. */
export function characters(text: string): number {
  return [...text].length;
}

function isWebUrl(text: string): boolean {
  // URL would repair what WhatsApp refuses: spaces, missing slashes.
  if (!/^https?:\/\/[^\s/?#]+\S*$/i.test(text)) return false;
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
