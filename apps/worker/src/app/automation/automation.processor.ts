import { Process, Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { WorkLoop } from '../inbox/work-loop';
import { AutomationWork } from './automation-work';

/** A ring says only "look now"; it is not awaited, so that a long backlog keeps no job's lock alive. */
@Processor('automation')
export class AutomationBellProcessor {
  private readonly loop: WorkLoop;

  constructor(@Inject(AutomationWork) work: AutomationWork) {
    this.loop = new WorkLoop(() => work.runBatch());
  }

  @Process({ concurrency: 1 })
  ring(): void {
    void this.loop.wake().catch(() => undefined);
  }
}
