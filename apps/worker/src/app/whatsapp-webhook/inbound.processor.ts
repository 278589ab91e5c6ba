import { Process, Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { InboundLoop } from '@mailtrixy/server/whatsapp-cloud';

/** A ring of 'inbound' carries nothing: it says that deliveries may be waiting. */
@Processor('inbound')
export class InboundBellProcessor {
  constructor(@Inject(InboundLoop) private readonly loop: InboundLoop) {}

  @Process({ concurrency: 1 })
  ring(): void {
    // Not awaited: a long backlog must not keep the job's lock alive, and the next ring only means "once more".
    void this.loop.wake();
  }
}
