import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AttachmentRetention, MediaFetcher } from '@mailtrixy/server/inbox';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';

const TIDY_MS = 15 * 60_000;

/** Looks for due files without a ring, and clears away what nobody sent. */
@Injectable()
export class MediaSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    @Inject(MediaFetcher) private readonly fetcher: MediaFetcher,
    @Inject(AttachmentRetention) private readonly retention: AttachmentRetention,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.every(this.settings.sweepMs, 'media', () => this.fetcher.run());
    this.every(TIDY_MS * (0.8 + Math.random() * 0.4), 'unsent files', async () => {
      const removed = await this.retention.removeOld();
      if (removed) this.logger.info({ removed }, 'Files that nobody sent were removed');
    });
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private every(ms: number, sweeper: string, work: () => Promise<void>): void {
    const look = () => void work().catch((error: unknown) => this.logger.warn({ err: error, sweeper }, 'A sweep failed; the next one looks again'));
    this.timers.push(setInterval(look, ms));
    look();
  }
}
