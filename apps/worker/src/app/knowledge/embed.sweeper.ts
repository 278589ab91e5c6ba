import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EmbedWork } from '@mailtrixy/server/knowledge';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { WorkLoop } from '../inbox/work-loop';
import { SweepClock } from '../sweeping/sweep-clock';

/** Gives new passages their vectors, and all of them after a change of the embedding model. Not rung: search goes on by words meanwhile. */
@Injectable()
export class EmbedSweeper implements OnApplicationBootstrap {
  private readonly loop: WorkLoop;

  constructor(
    @Inject(EmbedWork) work: EmbedWork,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SweepClock) private readonly clock: SweepClock,
  ) {
    this.loop = new WorkLoop(() => work.runNext());
  }

  onApplicationBootstrap(): void {
    this.clock.every(this.settings.sweepMs, 'embeddings', () => this.loop.wake());
  }
}
