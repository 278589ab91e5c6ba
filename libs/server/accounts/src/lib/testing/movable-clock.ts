import type { Clock } from '@mailtrixy/server/platform/clock';

/** The real time, moved by hand. */
export class MovableClock implements Clock {
  private aheadMs = 0;

  now(): number {
    return Date.now() + this.aheadMs;
  }

  advance(ms: number): void {
    this.aheadMs += ms;
  }
}
