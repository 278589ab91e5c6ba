import { ChangeDetectionStrategy, Component, booleanAttribute, input, model } from '@angular/core';
import { nextId } from './field-context';

export interface RadioOption<V extends string = string> {
  value: V;
  label: string;
  hint?: string;
  disabled?: boolean;
}

@Component({
  selector: 'mx-radio-group',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'radiogroup', class: 'mx-radios', '[class.mx-radios--row]': 'row()', '[attr.aria-label]': 'label()' },
  template: `
    @for (option of options(); track option.value) {
      <label class="mx-check">
        <input type="radio" [name]="name" [checked]="option.value === value()" [disabled]="option.disabled ?? false" (change)="value.set(option.value)" />
        <span>{{ option.label }}@if (option.hint) {<span class="mx-check__hint">{{ option.hint }}</span>}</span>
      </label>
    }
  `,
})
export class RadioGroup<V extends string = string> {
  readonly label = input.required<string>();
  readonly options = input.required<readonly RadioOption<V>[]>();
  readonly value = model<V | null>(null);
  readonly row = input(false, { transform: booleanAttribute });
  protected readonly name = nextId('radio');
}
