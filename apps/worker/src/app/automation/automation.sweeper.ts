import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AutomatedChannels, AutomationInbox, AutomationTasks } from '@mailtrixy/server/auto-replies';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import Redis from 'ioredis';
import { WorkLoop } from '../inbox/work-loop';
import { SweepClock } from '../sweeping/sweep-clock';
import { AutomationWork } from './automation-work';

const HOUR_MS = 3_600_000;
/** Changes that come close together are looked at together. */
const TOGETHER_MS = 50;

/** Takes arrived messages from the outbox when it rings, and looks for due tasks without any ring. */
@Injectable()
export class AutomationSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly inbox: WorkLoop;
  private readonly work: WorkLoop;
  private subscriber: Redis | null = null;
  private soon: NodeJS.Timeout | null = null;

  constructor(
    @Inject(AutomationInbox) inbox: AutomationInbox,
    @Inject(AutomationWork) work: AutomationWork,
    @Inject(AutomationTasks) private readonly tasks: AutomationTasks,
    @Inject(AutomatedChannels) private readonly channels: AutomatedChannels,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SweepClock) private readonly clock: SweepClock,
  ) {
    this.inbox = new WorkLoop(() => inbox.take());
    this.work = new WorkLoop(() => work.runBatch());
  }

  onApplicationBootstrap(): void {
    const { sweepMs } = this.settings;
    this.clock.every(sweepMs, 'automation inbox', () => this.inbox.wake());
    this.clock.every(sweepMs, 'automation', () => this.work.wake());
    this.clock.every(HOUR_MS, 'automation retention', () => this.tasks.removeOld());
    this.listen();
  }

  onApplicationShutdown(): void {
    if (this.soon) clearTimeout(this.soon);
    this.subscriber?.disconnect();
  }

  /** With Redis down the sweeps above are enough. */
  private listen(): void {
    const subscriber = new Redis(this.settings.redisUrl, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(100 * times, 2000) });
    this.subscriber = subscriber;
    subscriber.on('error', () => undefined);
    subscriber.on('message', () => this.lookSoon());
    subscriber.subscribe(this.doorbell.outboxChannel).catch(() => undefined);
  }

  private lookSoon(): void {
    this.soon ??= setTimeout(() => {
      this.soon = null;
      // Where nothing is automated, other people's messages cost no look at the outbox.
      void this.channels.ids().then((ids) => (ids.size ? this.inbox.wake() : undefined)).catch(() => undefined);
    }, TOGETHER_MS);
  }
}
