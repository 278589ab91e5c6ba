import { Process, Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { AiWork } from './ai-work';

/** A customer wrote, a person asked, or a time has come. */
@Processor('ai')
export class AiBellProcessor {
  constructor(@Inject(AiWork) private readonly work: AiWork) {}

  @Process({ concurrency: 1 })
  ring(): void {
    this.work.wake();
  }
}
