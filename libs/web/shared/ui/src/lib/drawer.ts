import { DialogRef } from '@angular/cdk/dialog';
import { ChangeDetectionStrategy, Component, inject, input } from '@angular/core';
import { Icon } from './icon/icon';
import { IconButton } from './icon-button';
import { iconX } from './icon/base-icons';

/** Frame of a component opened with Dialogs.openDrawer: it slides in at the end edge. */
@Component({
  selector: 'mx-drawer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton],
  host: { class: 'mx-drawer' },
  template: `
    <header class="mx-drawer__head">
      <h2 class="mx-title mx-trunc">{{ heading() }}</h2>
      <button type="button" mx-icon-button label="Close" keys="Esc" (click)="ref.close()"><svg mx-icon [icon]="iconX" [size]="18"></svg></button>
    </header>
    <div class="mx-drawer__body mx-scroll"><ng-content /></div>
    <ng-content select="[drawerFoot]" />
  `,
})
export class Drawer {
  protected readonly ref = inject(DialogRef);
  readonly heading = input.required<string>();
  protected readonly iconX = iconX;
}
