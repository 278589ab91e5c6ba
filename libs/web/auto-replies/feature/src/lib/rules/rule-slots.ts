import { isTemplateField, type TemplateField, type TemplateSlot, type TemplateSummary } from '@mailtrixy/shared/dto';
import { fieldWords, fieldsWith, slotProblem } from '@mailtrixy/web/templates/data-access';
import type { MenuEntry } from '@mailtrixy/web/shared/ui';

const FIELD = /\{\{\s*([a-z_]+(?:\.[a-z0-9_]+){1,2})\s*\}\}/g;
/** Nobody is behind a rule, and its contact may have no number. */
const OF_RULES = /^(contact\.(name|first_name|attributes\..+)|workspace\.name)$/;

/** What a rule must say, and what it says though it need not. */
export function slotsOf(template: TemplateSummary, values: Readonly<Record<string, unknown>>): TemplateSlot[] {
  return template.slots.filter((slot) => slot.required || String(values[slot.key] ?? '') !== '');
}

/** Meta's sample names the value; its number tells where it goes. */
export function slotLabel({ key, label }: TemplateSlot): string {
  const number = /(?:^|\.)body\.(\d+)$/.exec(key)?.[1];
  return number && !label.startsWith('{{') ? `${label} · {{${number}}}` : label;
}

export function fillsItself({ defaultField, defaultText }: TemplateSlot): boolean {
  return Boolean(defaultField ?? defaultText);
}

export function defaultWords({ defaultField, defaultText }: TemplateSlot): string {
  return defaultField ? `from ${fieldWords(defaultField)}` : (defaultText ?? '');
}

export function isMissing(slot: TemplateSlot, value: string): boolean {
  return slot.required && !fillsItself(slot) && !value.trim();
}

/** Why WhatsApp would refuse what stands there; a field stands for some word. */
export function valueProblem(slot: TemplateSlot, value: string, now: number): string | null {
  if (!value.trim()) return null;
  return slotProblem(slot, value.replace(FIELD, (whole, name: string) => (isTemplateField(name) ? 'Maya' : whole)), now);
}

export function fieldEntries(attributes: readonly string[]): MenuEntry<TemplateField>[] {
  return fieldsWith(attributes).filter((field) => OF_RULES.test(field)).map((field) => ({ value: field, label: fieldWords(field) }));
}
