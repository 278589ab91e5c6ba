import { Process, Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { TemplateWork } from './template-work';

/** Somebody pressed "Sync now". */
@Processor('templates')
export class TemplatesBellProcessor {
  constructor(@Inject(TemplateWork) private readonly work: TemplateWork) {}

  @Process({ concurrency: 1 })
  ring(): void {
    void this.work.run().catch(() => undefined);
  }
}
