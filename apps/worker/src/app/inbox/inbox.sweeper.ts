import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { OrphanStatuses, OutboundEngine, ReceiptSender, SendRetention } from '@mailtrixy/server/inbox';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { purgeOutbox } from '@mailtrixy/server/platform/realtime';
import { DataSource } from 'typeorm';
import { WorkLoop } from './work-loop';

const HOUR_MS = 3_600_000;

/** Looks for due work without a ring: the whole engine while Redis is down, and the clock of every pause always. */
@Injectable()
export class InboxSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    @Inject(OutboundEngine) private readonly engine: OutboundEngine,
    @Inject(OrphanStatuses) private readonly orphans: OrphanStatuses,
    @Inject(ReceiptSender) private readonly receipts: ReceiptSender,
    @Inject(SendRetention) private readonly retention: SendRetention,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.sweep('outbound', () => this.engine.run(), this.settings.sweepMs);
    this.sweep('statuses', loop(() => this.orphans.retry()), this.settings.sweepMs);
    this.sweep('read-receipts', loop(() => this.receipts.run()), this.settings.sweepMs);
    this.sweep('send retention', () => this.removeOldSends(), HOUR_MS);
    this.sweep('outbox retention', () => purgeOutbox(this.dataSource), HOUR_MS);
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private async removeOldSends(): Promise<void> {
    const removed = await this.retention.removeOld();
    if (removed.statuses || removed.attempts) this.logger.info(removed, 'Old statuses and replaced send attempts were removed');
  }

  private sweep(name: string, work: () => Promise<unknown>, everyMs: number): void {
    const look = () => void work().catch((error: unknown) => this.logger.warn({ err: error, sweeper: name }, 'A sweep failed; the next one looks again'));
    this.timers.push(setInterval(look, everyMs));
    look();
  }
}

function loop(batch: () => Promise<boolean>): () => Promise<void> {
  const work = new WorkLoop(batch);
  return () => work.wake();
}
