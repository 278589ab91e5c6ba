import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ChannelWatch } from '@mailtrixy/server/channels';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { WorkLoop } from '../inbox/work-loop';

/** Looks which channels are due for a check. */
@Injectable()
export class WatchSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;
  private readonly loop: WorkLoop;

  constructor(
    @Inject(ChannelWatch) watch: ChannelWatch,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.loop = new WorkLoop(() => watch.run());
  }

  onApplicationBootstrap(): void {
    // A notice of Meta's makes a channel due at once; a look costs one indexed read.
    this.timer = setInterval(() => this.look(), Math.max(5 * this.settings.sweepMs, 100));
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }

  private look(): void {
    this.loop.wake().catch((error: unknown) => this.logger.warn({ err: error }, 'A connection could not be checked; the next look tries again'));
  }
}
