import { Inject, Injectable } from '@nestjs/common';
import { AiTurns } from '@mailtrixy/server/ai-replies';
import { AutomationTasks, RuleRunner, type AutomationTask } from '@mailtrixy/server/auto-replies';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';

/** Tasks at a time; within a batch one after the other, so that a burst in one conversation keeps its order. */
const BATCH = 10;

/** Looks at what customers wrote: first the rules, then, as far as they allow it, the AI. Every step may run twice. */
@Injectable()
export class AutomationWork {
  constructor(
    @Inject(AutomationTasks) private readonly tasks: AutomationTasks,
    @Inject(RuleRunner) private readonly rules: RuleRunner,
    @Inject(AiTurns) private readonly turns: AiTurns,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns whether there may be more */
  async runBatch(): Promise<boolean> {
    const tasks = await this.tasks.lease(BATCH);
    for (const task of tasks) await this.run(task);
    return tasks.length > 0;
  }

  private async run(task: AutomationTask): Promise<void> {
    try {
      const verdict = await this.rules.run(task);
      failpoint('automation.after_rules');
      // A late STOP, or one on a channel without automation, is none of the AI's business.
      if (task.consentOnly) return await this.tasks.done(task);
      if (verdict.stopAi) await this.turns.skipped(task, { code: 'rule_stopped_ai', words: 'A rule keeps the AI silent in this conversation.' });
      else if (verdict.reason && !verdict.handToAi) await this.turns.skipped(task, verdict.reason);
      else await this.turns.arrived(task);
      await this.tasks.done(task);
    } catch (error) {
      this.logger.warn({ err: error, messageId: task.messageId, tries: task.tries }, 'Automation could not look at a message; it is tried again');
      await this.tasks.failed(task, error instanceof Error ? error.message : String(error));
    }
  }
}
