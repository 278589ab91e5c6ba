import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { WebhookRetention } from '@mailtrixy/server/whatsapp-cloud';

const EVERY_MS = 15 * 60_000;

/** Clears old deliveries away, a little every quarter of an hour. Several workers may do so at once. */
@Injectable()
export class RetentionSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(WebhookRetention) private readonly retention: WebhookRetention,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), EVERY_MS * (0.8 + Math.random() * 0.4));
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    try {
      const removed = await this.retention.removeOld();
      await this.retention.removeOldCalls();
      if (removed) this.logger.info({ removed }, 'Old deliveries were removed');
    } catch (error) {
      this.logger.warn({ err: error }, 'Old deliveries could not be removed; the next sweep tries again');
    }
  }
}
