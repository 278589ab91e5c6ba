import { ChangeDetectionStrategy, Component, booleanAttribute, input, model } from '@angular/core';

/** A checkbox with its text as content. */
@Component({
  selector: 'mx-checkbox',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label class="mx-check">
      <input
        #box
        type="checkbox"
        [class.is-mixed]="mixed()"
        [indeterminate]="mixed()"
        [checked]="checked()"
        [disabled]="disabled()"
        [attr.aria-label]="label() || null"
        (change)="checked.set(box.checked)"
      />
      <span><ng-content />@if (hint()) {<span class="mx-check__hint">{{ hint() }}</span>}</span>
    </label>
  `,
})
export class Checkbox {
  readonly checked = model(false);
  readonly mixed = input(false, { transform: booleanAttribute });
  readonly disabled = input(false, { transform: booleanAttribute });
  readonly hint = input('');
  /** Only for a checkbox without text, e.g. in a table row. */
  readonly label = input('');
}
