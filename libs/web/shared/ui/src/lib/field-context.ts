import type { Signal } from '@angular/core';
import type { FormField } from '@mailtrixy/web/shared/util';

/** What a control learns from the mx-field around it. */
export abstract class FieldContext {
  abstract readonly controlId: string;
  abstract readonly labelId: string;
  abstract readonly invalid: Signal<boolean>;
  abstract readonly required: Signal<boolean>;
  abstract readonly describedBy: Signal<string | null>;
  abstract readonly field: Signal<FormField | null>;
}

let lastId = 0;
export function nextId(prefix: string): string {
  return `mx-${prefix}-${++lastId}`;
}
