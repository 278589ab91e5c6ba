import { Inject, Injectable } from '@nestjs/common';
import { DraftRunner, ExamRunner, ReplayRunner, ScheduledReplies, TurnRunner } from '@mailtrixy/server/ai-replies';
import { WorkLoop } from '../inbox/work-loop';

/** Conversations that are thought about at one time in this process. */
const TURNS_AT_ONCE = 2;
/** People who wait for a draft do not stand in the customers' line. */
const DRAFTS_AT_ONCE = 2;

@Injectable()
export class AiWork {
  /** Each looks for work by itself, so that a slow model holds up one of them only. */
  readonly loops: readonly { name: string; loop: WorkLoop }[];

  constructor(
    @Inject(TurnRunner) turns: TurnRunner,
    @Inject(DraftRunner) drafts: DraftRunner,
    @Inject(ScheduledReplies) scheduled: ScheduledReplies,
    @Inject(ReplayRunner) replays: ReplayRunner,
    @Inject(ExamRunner) exams: ExamRunner,
  ) {
    const many = (count: number, name: string, batch: () => Promise<boolean>) => Array.from({ length: count }, () => ({ name, loop: new WorkLoop(batch) }));
    this.loops = [
      ...many(1, 'ai replies that wait', () => scheduled.sendNext()),
      ...many(TURNS_AT_ONCE, 'ai turns', () => turns.runNext()),
      ...many(DRAFTS_AT_ONCE, 'ai drafts', () => drafts.runNext()),
      ...many(1, 'ai replays', () => replays.runNext()),
      ...many(1, 'ai exams', () => exams.runNext()),
    ];
  }

  wake(): void {
    // A loop that fails is looked at again by its sweep, which logs it.
    for (const { loop } of this.loops) void loop.wake().catch(() => undefined);
  }
}
