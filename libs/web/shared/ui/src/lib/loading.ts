import { ChangeDetectionStrategy, Component, DestroyRef, inject, input, output, signal } from '@angular/core';
import { Button } from './button';

const SHOW_AFTER = 120;
const SLOW_AFTER = 8000;

/** Wraps skeletons: nothing for 120 ms, then the skeletons, after 8 s "Still loading…" with Retry. */
@Component({
  selector: 'mx-loading',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Button],
  host: { class: 'mx-loading', 'aria-busy': 'true' },
  template: `
    @if (shown()) {
      <span class="mx-sr">Loading {{ what() }}</span>
      <ng-content />
    }
    @if (slow()) {
      <p class="mx-loading__slow" role="status">Still loading… <button mx-button type="button" kind="link" (click)="retry.emit()">Retry</button></p>
    }
  `,
})
export class Loading {
  readonly what = input('');
  readonly retry = output();
  protected readonly shown = signal(false);
  protected readonly slow = signal(false);

  constructor() {
    const timers = [setTimeout(() => this.shown.set(true), SHOW_AFTER), setTimeout(() => this.slow.set(true), SLOW_AFTER)];
    inject(DestroyRef).onDestroy(() => timers.forEach(clearTimeout));
  }
}
