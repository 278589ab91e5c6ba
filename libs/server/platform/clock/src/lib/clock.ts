/** Injection token of the Clock. */
export const CLOCK = Symbol('Clock');

/** The time that business rules use. Leases and next_at use the database's NOW(3) instead. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
}

export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }
}
