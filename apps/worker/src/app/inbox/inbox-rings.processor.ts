import { Process, Processor } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import { OrphanStatuses, OutboundEngine, ReceiptSender } from '@mailtrixy/server/inbox';
import { WorkLoop } from './work-loop';

/** Rings say only "look now"; none is awaited, so that a long backlog keeps no job's lock alive. */
@Processor('outbound')
export class OutboundBellProcessor {
  constructor(@Inject(OutboundEngine) private readonly engine: OutboundEngine) {}

  @Process({ concurrency: 1 })
  ring(): void {
    void this.engine.run().catch(() => undefined);
  }
}

@Processor('read-receipts')
export class ReadReceiptsBellProcessor {
  private readonly loop: WorkLoop;

  constructor(@Inject(ReceiptSender) receipts: ReceiptSender) {
    this.loop = new WorkLoop(() => receipts.run());
  }

  @Process({ concurrency: 1 })
  ring(): void {
    void this.loop.wake().catch(() => undefined);
  }
}

@Processor('statuses')
export class StatusesBellProcessor {
  private readonly loop: WorkLoop;

  constructor(@Inject(OrphanStatuses) orphans: OrphanStatuses) {
    this.loop = new WorkLoop(() => orphans.retry());
  }

  @Process({ concurrency: 1 })
  ring(): void {
    void this.loop.wake().catch(() => undefined);
  }
}
