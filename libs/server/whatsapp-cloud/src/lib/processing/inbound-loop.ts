import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { InboundProcessor } from './inbound-processor.service';
import { ItemRetry } from './item-retry.service';

/**
 * Works while there is work, one round at a time. Rings and sweeps only say "look now": any number of them during a
 * round becomes one more look.
 */
@Injectable()
export class InboundLoop implements OnApplicationShutdown {
  private running: Promise<void> | null = null;
  private again = false;
  private stopped = false;

  constructor(
    @Inject(InboundProcessor) private readonly events: InboundProcessor,
    @Inject(ItemRetry) private readonly items: ItemRetry,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Resolves when nothing is due any more, or the database went away. Never rejects. */
  wake(): Promise<void> {
    if (this.stopped) return Promise.resolve();
    this.again = true;
    this.running ??= this.run().finally(() => (this.running = null));
    return this.running;
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        while (!this.stopped && (await this.events.processDue())) continue;
        while (!this.stopped && (await this.items.processDue())) continue;
      } catch (error) {
        // The rows are still there; the next sweep looks again.
        this.logger.warn({ err: error }, 'Processing deliveries stopped for now');
        return;
      }
    }
  }
}
