import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';

/** From here on a sweep is rare enough to be spread. */
const RARE_MS = 60_000;

/** The timers of all sweepers of this process. A sweeper says on bootstrap what it looks for and how often, no more. */
@Injectable()
export class SweepClock implements OnApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];
  private stopped = false;

  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /**
   * Looks at once and then every so many milliseconds (rare sweeps a little sooner or later), never twice at one time in
   * this process. A look that fails is logged under this name; the next one looks again.
   */
  every(ms: number, sweeper: string, look: () => Promise<unknown>): void {
    let looking = false;
    const sweep = async (): Promise<void> => {
      if (looking) return;
      looking = true;
      try {
        await look();
      } catch (error) {
        // At the end the database goes away under a look: nothing to worry about.
        if (!this.stopped) this.logger.warn({ err: error, sweeper }, 'A sweep failed; the next one looks again');
      } finally {
        looking = false;
      }
    };
    // Several workers start together after a deployment: they must not tidy together forever.
    this.timers.push(setInterval(() => void sweep(), ms < RARE_MS ? ms : ms * (0.8 + Math.random() * 0.4)));
    void sweep();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    for (const timer of this.timers) clearInterval(timer);
  }
}
