import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, input, signal } from '@angular/core';

/** "8 s", counted down once a second by itself, so that nothing around it is checked every second. */
@Component({
  selector: 'mx-seconds-left',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'mx-num' },
  template: `{{ words() }}`,
})
export class SecondsLeft {
  readonly until = input.required<string>();
  private readonly now = signal(Date.now());
  protected readonly words = computed(() => {
    const seconds = Math.max(0, Math.ceil((new Date(this.until()).getTime() - this.now()) / 1000));
    if (seconds === 0) return 'a moment';
    return seconds > 90 ? `${Math.round(seconds / 60)} min` : `${seconds} s`;
  });

  constructor() {
    const timer = setInterval(() => this.now.set(Date.now()), 1000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
