/** Injection token of the Clock. */
export const CLOCK = Symbol('Clock');

/** The time that business rules use. Leases and next_at use the database's NOW(3) instead. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
  /**
   * The time on a channel. A sandbox channel may run ahead or behind, which is how the simulator closes a window.
   * @param channel `clockOffsetS` in seconds, added to the system's time
   */
  forChannel(channel: { clockOffsetS: number }): number;
}

export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  forChannel(channel: { clockOffsetS: number }): number {
    return this.now() + channel.clockOffsetS * 1000;
  }
}
