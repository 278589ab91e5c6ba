import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { WebhookRetention } from '@mailtrixy/server/whatsapp-cloud';
import { SweepClock } from '../sweeping/sweep-clock';

const EVERY_MS = 15 * 60_000;

/** Clears old deliveries away, a little every quarter of an hour. Several workers may do so at once. */
@Injectable()
export class RetentionSweeper implements OnApplicationBootstrap {
  constructor(
    @Inject(WebhookRetention) private readonly retention: WebhookRetention,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SweepClock) private readonly clock: SweepClock,
  ) {}

  onApplicationBootstrap(): void {
    this.clock.every(EVERY_MS, 'webhook retention', () => this.removeOld());
  }

  private async removeOld(): Promise<void> {
    const removed = await this.retention.removeOld();
    await this.retention.removeOldCalls();
    if (removed) this.logger.info({ removed }, 'Old deliveries were removed');
  }
}
