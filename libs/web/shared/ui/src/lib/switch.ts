import { ChangeDetectionStrategy, Component, booleanAttribute, input, model } from '@angular/core';

/** On or off, acting at once. Say what it did beside it ("Saved") or in a toast with Undo. */
@Component({
  selector: 'mx-switch',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label class="mx-switch">
      <input #box type="checkbox" role="switch" [checked]="checked()" [disabled]="disabled()" [attr.aria-label]="label() || null" (change)="checked.set(box.checked)" />
      <span><ng-content /></span>
    </label>
  `,
})
export class Switch {
  readonly checked = model(false);
  readonly disabled = input(false, { transform: booleanAttribute });
  /** Only when it has no text of its own. */
  readonly label = input('');
}
