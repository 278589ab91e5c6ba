import type { Environment } from './environment';

/** Wall clock plus an offset that `POST /_control/advance` moves: Meta's timestamps, windows and token expiry follow it. */
export class SimulatedClock {
  offsetMs = 0;

  constructor(private readonly environment: Environment) {}

  now(): number {
    return this.environment.now() + this.offsetMs;
  }

  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  iso(ms = this.now()): string {
    return new Date(ms).toISOString();
  }
}
