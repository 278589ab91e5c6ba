import { DestroyRef, Injectable, inject, signal } from '@angular/core';

const CALM_MS = 30_000;
const EXACT_MS = 1000;

/** The time that countdowns and row times are reckoned from: every 30 s, or every second while one runs out. */
@Injectable()
export class InboxClock {
  private readonly current = signal(Date.now());
  private timer: ReturnType<typeof setInterval> | undefined;
  private exact = false;

  readonly now = this.current.asReadonly();

  constructor() {
    this.start(CALM_MS);
    const wake = () => {
      if (!document.hidden) this.current.set(Date.now());
    };
    document.addEventListener('visibilitychange', wake);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(this.timer);
      document.removeEventListener('visibilitychange', wake);
    });
  }

  everySecond(exact: boolean): void {
    if (exact === this.exact) return;
    this.exact = exact;
    this.start(exact ? EXACT_MS : CALM_MS);
  }

  private start(interval: number): void {
    clearInterval(this.timer);
    this.timer = setInterval(() => this.current.set(Date.now()), interval);
  }
}
