import { Process, Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { KnowledgeWork } from './knowledge-work';

/** Something of the Knowledge Base changed. Not awaited, so that a long document keeps no job's lock alive. */
@Processor('knowledge')
export class KnowledgeBellProcessor {
  constructor(@Inject(KnowledgeWork) private readonly work: KnowledgeWork) {}

  @Process({ concurrency: 1 })
  ring(): void {
    void this.work.run().catch(() => undefined);
  }
}
