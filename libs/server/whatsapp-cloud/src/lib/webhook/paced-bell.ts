/** Two rings closer than this become one, at the end of the pause. */
const PAUSE_MS = 20;

/**
 * Rings at once, then at most every 20 ms. A ring is a job in Redis and costs more than taking a small delivery; whoever
 * hears one works off everything that is stored by then.
 */
export class PacedBell {
  private lastAt = -Infinity;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly strike: () => void) {}

  ring(): void {
    if (this.timer) return;
    const rest = this.lastAt + PAUSE_MS - performance.now();
    if (rest <= 0) return this.now();
    this.timer = setTimeout(() => this.now(), rest);
  }

  private now(): void {
    this.timer = null;
    this.lastAt = performance.now();
    this.strike();
  }
}
