import { Inject, Injectable } from '@nestjs/common';
import { TemplateSyncRunner } from '@mailtrixy/server/templates';
import { WorkLoop } from '../inbox/work-loop';

/** Due syncs, one account at a time per account; a few accounts at once, so that a slow one keeps nobody waiting. */
const AT_ONCE = 3;

@Injectable()
export class TemplateWork {
  /** Each looks for an account by itself. */
  readonly loops: readonly WorkLoop[];

  constructor(@Inject(TemplateSyncRunner) private readonly runner: TemplateSyncRunner) {
    this.loops = Array.from({ length: AT_ONCE }, () => new WorkLoop(() => runner.runNext()));
  }

  /** Accounts that are new get their first sync. */
  enrol(): Promise<void> {
    return this.runner.enrol();
  }

  /** Resolves when nothing is due any more. */
  async run(): Promise<void> {
    await this.enrol();
    await Promise.all(this.loops.map((loop) => loop.wake()));
  }
}
