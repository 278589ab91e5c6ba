import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HostTurns, RemovedKnowledgeFiles } from '@mailtrixy/server/knowledge';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { SweepClock } from '../sweeping/sweep-clock';
import { KnowledgeWork } from './knowledge-work';

const TIDY_MS = 60_000;

/** Finds without a ring what is due: what a lost ring or a killed worker left, later tries, websites whose day has come. */
@Injectable()
export class KnowledgeSweeper implements OnApplicationBootstrap {
  constructor(
    @Inject(KnowledgeWork) private readonly work: KnowledgeWork,
    @Inject(HostTurns) private readonly turns: HostTurns,
    @Inject(RemovedKnowledgeFiles) private readonly removed: RemovedKnowledgeFiles,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SweepClock) private readonly clock: SweepClock,
  ) {}

  onApplicationBootstrap(): void {
    // One by one: a large file must not keep the others from being looked for.
    for (const loop of this.work.loops) this.clock.every(this.settings.sweepMs, 'knowledge', () => loop.wake());
    this.clock.every(TIDY_MS, 'removed knowledge files', () => this.removed.clear());
    this.clock.every(TIDY_MS, 'hosts of websites', () => this.turns.forget());
  }
}
