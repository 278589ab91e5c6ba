import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { DeliveryMark } from './delivery-mark';

const SHAPES: Record<DeliveryMark, string> = {
  queued: 'M8 1.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6M8 3.4V6l1.8 1',
  sent: 'M4 6.4 6.8 9.2 12.4 3',
  delivered: 'M1.4 6.4 4.2 9.2 9.8 3M8.4 8.6l.6.6L14.6 3',
  opened: 'M1.4 6.4 4.2 9.2 9.8 3M8.4 8.6l.6.6L14.6 3',
  failed: 'M8 1.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6M8 3.4v3M8 8.4v.1',
  unconfirmed: 'M8 1.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6M6.7 4.7a1.4 1.4 0 1 1 2 1.3c-.5.3-.7.5-.7 1M8 8.6v.1',
  canceled: 'M8 1.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6M4.8 9.2l6.4-6.4',
};

/** ◷ ✓ ✓✓ and so on; the shape says it, the colour only repeats it. */
@Component({
  selector: 'svg[mx-delivery-ticks]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {
    viewBox: '0 0 16 12',
    role: 'img',
    class: 'mx-tick',
    '[class.mx-tick--read]': 'mark() === "opened"',
    '[class.mx-tick--failed]': 'mark() === "failed"',
    '[attr.aria-label]': 'words() || null',
    '[attr.aria-hidden]': 'words() ? null : true',
  },
  template: `<svg:path [attr.d]="shape()" />`,
})
export class DeliveryTicks {
  readonly mark = input.required<DeliveryMark>();
  readonly words = input('');
  protected readonly shape = computed(() => SHAPES[this.mark()]);
}
