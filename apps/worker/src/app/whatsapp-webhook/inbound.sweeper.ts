import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { InboundLoop } from '@mailtrixy/server/whatsapp-cloud';

/** Looks for due deliveries without a ring: the whole engine while Redis is down, and the clock of retries always. */
@Injectable()
export class InboundSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(InboundLoop) private readonly loop: InboundLoop,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sweepMs'>,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.loop.wake(), this.settings.sweepMs);
    void this.loop.wake();
  }

  onApplicationShutdown(): void {
    if (this.timer) clearInterval(this.timer);
  }
}
