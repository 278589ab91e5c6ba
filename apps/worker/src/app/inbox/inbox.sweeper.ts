import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { OrphanStatuses, OutboundEngine, ReceiptSender, SendRetention, SnoozeWaker } from '@mailtrixy/server/inbox';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { purgeOutbox } from '@mailtrixy/server/platform/realtime';
import { DataSource } from 'typeorm';
import { SweepClock } from '../sweeping/sweep-clock';
import { WorkLoop } from './work-loop';

const HOUR_MS = 3_600_000;

/** Looks for due work without a ring: the whole engine while Redis is down, and the clock of every pause always. */
@Injectable()
export class InboxSweeper implements OnApplicationBootstrap {
  constructor(
    @Inject(OutboundEngine) private readonly engine: OutboundEngine,
    @Inject(OrphanStatuses) private readonly orphans: OrphanStatuses,
    @Inject(ReceiptSender) private readonly receipts: ReceiptSender,
    @Inject(SendRetention) private readonly retention: SendRetention,
    @Inject(SnoozeWaker) private readonly snoozes: SnoozeWaker,
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SweepClock) private readonly clock: SweepClock,
  ) {}

  onApplicationBootstrap(): void {
    const { sweepMs } = this.settings;
    this.clock.every(sweepMs, 'outbound', () => this.engine.run());
    this.clock.every(sweepMs, 'statuses', loop(() => this.orphans.retry()));
    this.clock.every(sweepMs, 'read-receipts', loop(() => this.receipts.run()));
    this.clock.every(sweepMs, 'snoozes', loop(() => this.snoozes.wakeDue()));
    this.clock.every(HOUR_MS, 'send retention', () => this.removeOldSends());
    this.clock.every(HOUR_MS, 'outbox retention', () => purgeOutbox(this.dataSource));
  }

  private async removeOldSends(): Promise<void> {
    const removed = await this.retention.removeOld();
    if (removed.statuses || removed.attempts) this.logger.info(removed, 'Old statuses and replaced send attempts were removed');
  }
}

function loop(batch: () => Promise<boolean>): () => Promise<void> {
  const work = new WorkLoop(batch);
  return () => work.wake();
}
