import { ChangeDetectionStrategy, Component, booleanAttribute, input, output } from '@angular/core';
import { Icon } from './icon/icon';
import { iconX } from './icon/base-icons';

export type ChipKind = 'neutral' | 'outline' | 'ok' | 'warn' | 'danger' | 'info' | 'ai' | 'accent' | 'sim';

/** A small fact. Colour always goes with its words. */
@Component({
  selector: 'mx-chip',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  host: { '[class]': "'mx-chip mx-chip--' + kind()", '[class.mx-chip--lg]': 'large()' },
  template: `
    <ng-content />
    @if (removable()) {
      <button type="button" class="mx-chip__x" [attr.aria-label]="'Remove ' + removable()" (click)="removed.emit()"><svg mx-icon [icon]="iconX" [size]="12"></svg></button>
    }
  `,
})
export class Chip {
  readonly kind = input<ChipKind>('neutral');
  readonly large = input(false, { transform: booleanAttribute });
  /** Name of the thing for "Remove …"; empty hides the button. */
  readonly removable = input('');
  readonly removed = output();
  protected readonly iconX = iconX;
}
