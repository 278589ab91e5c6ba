import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, booleanAttribute, inject, input } from '@angular/core';
import { Icon } from './icon/icon';
import { IconButton } from './icon-button';
import { iconX } from './icon/base-icons';

/** Frame of a dialog component opened with Dialogs.open: head, scrolling body, `[dialogFoot]`. */
@Component({
  selector: 'mx-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton],
  host: { class: 'mx-dialog', '[class.mx-dialog--lg]': 'large()' },
  template: `
    <header class="mx-dialog__head">
      <h2 class="mx-h2 mx-trunc">{{ heading() }}</h2>
      @if (closable()) {
        <button type="button" mx-icon-button label="Close" keys="Esc" (click)="ref.close()"><svg mx-icon [icon]="iconX" [size]="18"></svg></button>
      }
    </header>
    <div class="mx-dialog__body mx-scroll"><ng-content /></div>
    <ng-content select="[dialogFoot]" />
  `,
})
export class Dialog {
  protected readonly ref = inject(DialogRef);
  readonly heading = input.required<string>();
  readonly large = input(false, { transform: booleanAttribute });
  readonly closable = input(true);
  protected readonly iconX = iconX;
}
