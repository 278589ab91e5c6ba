import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AttachmentRetention, MediaFetcher } from '@mailtrixy/server/inbox';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { SweepClock } from '../sweeping/sweep-clock';

const TIDY_MS = 15 * 60_000;

/** Looks for due files without a ring, and clears away what nobody sent. */
@Injectable()
export class MediaSweeper implements OnApplicationBootstrap {
  constructor(
    @Inject(MediaFetcher) private readonly fetcher: MediaFetcher,
    @Inject(AttachmentRetention) private readonly retention: AttachmentRetention,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SweepClock) private readonly clock: SweepClock,
  ) {}

  onApplicationBootstrap(): void {
    this.clock.every(this.settings.sweepMs, 'media', () => this.fetcher.run());
    this.clock.every(TIDY_MS, 'unsent files', async () => {
      const removed = await this.retention.removeOld();
      if (removed) this.logger.info({ removed }, 'Files that nobody sent were removed');
    });
  }
}
