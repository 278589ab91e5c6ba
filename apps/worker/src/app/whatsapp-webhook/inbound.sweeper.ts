import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { InboundLoop } from '@mailtrixy/server/whatsapp-cloud';
import { SweepClock } from '../sweeping/sweep-clock';

/** Looks for due deliveries without a ring: the whole engine while Redis is down, and the clock of retries always. */
@Injectable()
export class InboundSweeper implements OnApplicationBootstrap {
  constructor(
    @Inject(InboundLoop) private readonly loop: InboundLoop,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'sweepMs'>,
    @Inject(SweepClock) private readonly clock: SweepClock,
  ) {}

  onApplicationBootstrap(): void {
    this.clock.every(this.settings.sweepMs, 'inbound', () => this.loop.wake());
  }
}
