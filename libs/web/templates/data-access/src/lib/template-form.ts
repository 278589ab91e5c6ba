import { type Signal, computed, signal } from '@angular/core';
import type { FieldError, TemplateChoice, TemplateSlot, TemplateSummary } from '@mailtrixy/shared/dto';
import { filledHeader, filledText } from './shown-template';
import { bodyLengthProblem, headerLengthProblem, slotProblem } from './slot-rules';
import { type FieldContext, fieldValue } from './template-fields';

/** One value on its way: what a person gave, else what fills it by itself. */
export class SlotField {
  private readonly given = signal<string | null>(null);
  private readonly seen = signal(false);
  private readonly refusal = signal<{ value: string; words: string } | null>(null);
  readonly value: Signal<string>;
  /** The server will fill it; the browser does not know with what. */
  readonly automatic: Signal<boolean>;
  /** Filled by itself, and nobody changed that. */
  readonly fromDefault: Signal<boolean>;
  readonly problem: Signal<string | null>;
  /** What the form shows: nothing before a person was there. */
  readonly error: Signal<string | null>;

  constructor(
    readonly slot: TemplateSlot,
    context: Signal<FieldContext>,
    now: () => number,
  ) {
    const filled = computed(() => (slot.defaultField && fieldValue(slot.defaultField, context())) || slot.defaultText?.trim() || '');
    this.value = computed(() => this.given() ?? filled());
    this.fromDefault = computed(() => this.given() === null && filled() !== '');
    this.automatic = computed(() => slot.defaultField === 'conversation.id' && context().conversationId === null && !this.value().trim());
    this.problem = computed(() => {
      const value = this.value();
      const refused = this.refusal();
      return (this.automatic() ? null : slotProblem(slot, value, now())) ?? (refused?.value === value ? refused.words : null);
    });
    // What is wrong with something that is there is said at once; that something is missing only after a visit.
    this.error = computed(() => (this.seen() || this.value().trim() !== '' ? this.problem() : null));
  }

  set(value: string): void {
    this.given.set(value);
  }

  touch(): void {
    this.seen.set(true);
  }

  refuse(words: string): void {
    this.refusal.set({ value: this.value(), words });
    this.seen.set(true);
  }
}

/** A template being filled in. */
export class TemplateForm {
  readonly fields: readonly SlotField[];
  readonly values: Signal<Readonly<Record<string, string>>>;
  /** Header or body are too long with their values. */
  readonly textProblem: Signal<string | null>;
  /** Why it cannot go yet; null when it can. */
  readonly missing: Signal<string | null>;

  constructor(
    readonly template: TemplateSummary,
    context: Signal<FieldContext>,
    now: () => number = Date.now,
  ) {
    this.fields = template.slots.map((slot) => new SlotField(slot, context, now));
    this.values = computed(() => Object.fromEntries(this.fields.flatMap((field) => (field.value().trim() ? [[field.slot.key, field.value()]] : []))));
    this.textProblem = computed(() => bodyLengthProblem(filledText(template.body, 'body', this.values())) ?? headerLengthProblem(filledHeader(template, this.values())));
    this.missing = computed(() => {
      const empty = this.fields.filter((field) => field.problem() !== null && !field.value().trim());
      if (empty.length) return `${empty.length} ${empty.length === 1 ? 'field' : 'fields'} left: ${empty.map(({ slot }) => slot.label).join(', ')}`;
      const wrong = this.fields.filter((field) => field.problem() !== null);
      if (wrong.length) return wrong.length === 1 ? wrong[0].problem() : `${wrong.length} fields need another look: ${wrong.map(({ slot }) => slot.label).join(', ')}`;
      return this.textProblem();
    });
  }

  choice(): TemplateChoice {
    return { templateId: this.template.id, values: { ...this.values() } };
  }

  touchAll(): void {
    for (const field of this.fields) field.touch();
  }

  /** Puts the server's words beside their fields; true when every one found its place. */
  refuse(errors: readonly FieldError[]): boolean {
    let placed = errors.length > 0;
    for (const { field: name, message } of errors) {
      const key = name.replace(/^template\.values\./, '');
      const field = this.fields.find(({ slot }) => slot.key === key);
      if (field) field.refuse(message);
      else placed = false;
    }
    return placed;
  }
}
