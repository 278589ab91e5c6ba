import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AiRunsService, DraftsService, ExamRunner } from '@mailtrixy/server/ai-replies';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { SweepClock } from '../sweeping/sweep-clock';
import { AiWork } from './ai-work';

const HOUR_MS = 3_600_000;
const EXAM_LOOK_MS = 15_000;

/** Turns wait for a customer to be quiet and replies for their time: nobody rings then. */
@Injectable()
export class AiSweeper implements OnApplicationBootstrap {
  constructor(
    @Inject(AiWork) private readonly work: AiWork,
    @Inject(DraftsService) private readonly drafts: DraftsService,
    @Inject(AiRunsService) private readonly runs: AiRunsService,
    @Inject(ExamRunner) private readonly exams: ExamRunner,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(SweepClock) private readonly clock: SweepClock,
  ) {}

  onApplicationBootstrap(): void {
    const { sweepMs } = this.settings;
    for (const { name, loop } of this.work.loops) this.clock.every(sweepMs, name, () => loop.wake());
    this.clock.every(Math.max(sweepMs, 5000), 'ai drafts that were being sent', () => this.drafts.settleClaims());
    this.clock.every(Math.max(sweepMs, EXAM_LOOK_MS), 'ai exams to start', () => this.exams.watch());
    this.clock.every(HOUR_MS, 'ai runs', () => this.runs.removeOld());
  }
}
