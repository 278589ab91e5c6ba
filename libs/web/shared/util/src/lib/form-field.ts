import { computed, signal } from '@angular/core';
import type { Signal, WritableSignal } from '@angular/core';
import type { ApiProblem } from './api-problem';

/** Says what is wrong with a value, or null. */
export type Check = (value: string) => string | null;

/** One text value of a form: checked on blur, then live until fixed. Bind it with `<mx-field [field]>`. */
export class FormField {
  readonly value: WritableSignal<string>;
  private readonly touched = signal(false);
  private readonly refused = signal<{ value: string; message: string } | null>(null);
  /** What is wrong now, shown or not. */
  readonly problem: Signal<string | null>;
  /** What the form shows. */
  readonly error: Signal<string | null>;
  readonly dirty: Signal<boolean>;
  private readonly initial: WritableSignal<string>;

  constructor(initial = '', ...checks: Check[]) {
    this.value = signal(initial);
    this.initial = signal(initial);
    this.problem = computed(() => {
      const value = this.value();
      for (const check of checks) {
        const message = check(value);
        if (message) return message;
      }
      const refused = this.refused();
      return refused?.value === value ? refused.message : null;
    });
    this.error = computed(() => (this.touched() ? this.problem() : null));
    this.dirty = computed(() => this.value() !== this.initial());
  }

  touch(): void {
    this.touched.set(true);
  }

  /** The server's objection; it goes away as soon as the value changes. */
  refuse(message: string): void {
    this.refused.set({ value: this.value(), message });
    this.touched.set(true);
  }

  /** Takes a new saved value. */
  reset(value = this.initial()): void {
    this.initial.set(value);
    this.value.set(value);
    this.touched.set(false);
    this.refused.set(null);
  }
}

/** Touches every field; true when all are fine. */
export function checkForm(fields: Record<string, FormField>): boolean {
  for (const field of Object.values(fields)) field.touch();
  return Object.values(fields).every((field) => field.problem() === null);
}

/** Gives the server's field errors to the fields of the same name; true when all of them found a place. */
export function refuseForm(fields: Record<string, FormField>, problem: ApiProblem): boolean {
  const homeless = problem.errors.filter((error) => {
    const field = fields[error.field];
    field?.refuse(error.message);
    return !field;
  });
  return problem.errors.length > 0 && homeless.length === 0;
}

export const required =
  (message: string): Check =>
  (value) =>
    value.trim() === '' ? message : null;
export const minLength =
  (length: number, message: string): Check =>
  (value) =>
    value !== '' && Array.from(value).length < length ? message : null;
export const matches =
  (pattern: RegExp, message: string): Check =>
  (value) =>
    value !== '' && !pattern.test(value.trim()) ? message : null;
export const emailAddress = (message = 'This does not look like an e-mail address, for example ana@company.com.'): Check => matches(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, message);
