import { ChangeDetectionStrategy, Component, booleanAttribute, computed, inject, input, model } from '@angular/core';
import { FieldContext } from './field-context';

export interface SelectOption<V extends string = string> {
  value: V;
  label: string;
  disabled?: boolean;
}

/** The browser's own select in our clothes: best for touch, screen readers and long lists. */
@Component({
  selector: 'mx-select',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'mx-select-wrap', '[class.mx-select-wrap--sm]': 'small()' },
  template: `
    <select
      #box
      class="mx-select"
      [attr.id]="context?.controlId"
      [attr.aria-label]="label() || null"
      [attr.aria-describedby]="context?.describedBy()"
      [attr.aria-invalid]="context?.invalid() || null"
      [disabled]="disabled()"
      (change)="choose(box.value)"
    >
      @if (placeholder() && !current()) {
        <option value="" disabled selected>{{ placeholder() }}</option>
      }
      @for (option of options(); track option.value) {
        <option [value]="option.value" [disabled]="option.disabled ?? false" [selected]="option.value === current()">{{ option.label }}</option>
      }
    </select>
  `,
})
export class Select<V extends string = string> {
  protected readonly context = inject(FieldContext, { optional: true });
  readonly options = input.required<readonly SelectOption<V>[]>();
  readonly value = model<V | null>(null);
  /** Needed only outside mx-field. */
  readonly label = input('');
  readonly placeholder = input('');
  readonly small = input(false, { transform: booleanAttribute });
  readonly disabled = input(false, { transform: booleanAttribute });
  protected readonly current = computed(() => this.context?.field()?.value() || this.value());

  protected choose(value: string): void {
    this.value.set(value as V);
    const field = this.context?.field();
    field?.value.set(value);
    field?.touch();
  }
}
