import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { IconData } from './icon-data';

export type IconSize = 12 | 14 | 16 | 18 | 20 | 32;

/** A Lucide icon: one path element. Always decorative; the control or the words beside it carry the name. */
@Component({
  selector: 'svg[mx-icon]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'mx-icon', viewBox: '0 0 24 24', 'aria-hidden': 'true', focusable: 'false', '[attr.data-size]': 'size()' },
  template: `<svg:path [attr.d]="icon()" />`,
})
export class Icon {
  readonly icon = input.required<IconData>();
  readonly size = input<IconSize>(16);
}
