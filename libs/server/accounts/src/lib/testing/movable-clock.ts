import type { Clock } from '@mailtrixy/server/platform/clock';

/** The real time, moved by hand. */
export class MovableClock implements Clock {
  private aheadMs = 0;

  now(): number {
    return Date.now() + this.aheadMs;
  }

  forChannel(channel: { clockOffsetS: number }): number {
    return this.now() + channel.clockOffsetS * 1000;
  }

  advance(ms: number): void {
    this.aheadMs += ms;
  }
}
