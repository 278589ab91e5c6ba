import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** A count. Above 99 it says 99+; at 0 it is not there. */
@Component({
  selector: 'mx-badge',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': "'mx-badge' + (kind() === 'accent' ? '' : ' mx-badge--' + kind())", '[attr.hidden]': "count() > 0 ? null : ''" },
  template: `<span aria-hidden="true">{{ text() }}</span><span class="mx-sr">{{ count() }} {{ unit() }}</span>`,
})
export class Badge {
  readonly count = input.required<number>();
  readonly kind = input<'accent' | 'muted' | 'danger' | 'danger-soft'>('accent');
  /** Said after the number, e.g. "unread". */
  readonly unit = input('');
  protected readonly text = computed(() => (this.count() > 99 ? '99+' : String(this.count())));
}
