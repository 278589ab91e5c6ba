import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

@Component({
  selector: 'mx-progress',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {
    role: 'progressbar',
    '[class]': "'mx-progress mx-progress--' + kind()",
    'aria-valuemin': '0',
    'aria-valuemax': '100',
    '[attr.aria-valuenow]': 'percent()',
    '[attr.aria-label]': 'label()',
  },
  template: `<span [style.inline-size.%]="percent()"></span>`,
})
export class Progress {
  readonly label = input.required<string>();
  readonly value = input.required<number>();
  readonly max = input(100);
  readonly kind = input<'accent' | 'ok' | 'danger' | 'ai'>('accent');
  protected readonly percent = computed(() => Math.round(Math.min(1, Math.max(0, this.value() / (this.max() || 1))) * 100));
}
