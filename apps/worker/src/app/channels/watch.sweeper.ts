import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ChannelWatch } from '@mailtrixy/server/channels';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { WorkLoop } from '../inbox/work-loop';
import { SweepClock } from '../sweeping/sweep-clock';

/** Looks which channels are due for a check. */
@Injectable()
export class WatchSweeper implements OnApplicationBootstrap {
  private readonly loop: WorkLoop;

  constructor(
    @Inject(ChannelWatch) watch: ChannelWatch,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SweepClock) private readonly clock: SweepClock,
  ) {
    this.loop = new WorkLoop(() => watch.run());
  }

  onApplicationBootstrap(): void {
    // A notice of Meta's makes a channel due at once; a look costs one indexed read.
    this.clock.every(Math.max(5 * this.settings.sweepMs, 100), 'channel watch', () => this.loop.wake());
  }
}
