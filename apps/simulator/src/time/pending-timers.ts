import type { Environment, Timer } from './environment';

/** Timers of one kind: counted, so that tests wait for "none left", and dropped together by a reset. */
export class PendingTimers {
  private readonly live = new Set<Timer>();

  constructor(private readonly environment: Environment) {}

  after(ms: number, run: () => void): () => void {
    const timer = this.environment.setTimer(() => {
      this.live.delete(timer);
      run();
    }, Math.max(0, ms));
    this.live.add(timer);
    return () => {
      this.live.delete(timer);
      this.environment.clearTimer(timer);
    };
  }

  get size(): number {
    return this.live.size;
  }

  clear(): void {
    for (const timer of this.live) this.environment.clearTimer(timer);
    this.live.clear();
  }
}
