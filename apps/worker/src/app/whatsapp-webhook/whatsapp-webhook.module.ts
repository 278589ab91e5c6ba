import { Module } from '@nestjs/common';
import { InboundMessagesService, OutboundModule, StatusStore, STATUS_SINK, type StatusSink } from '@mailtrixy/server/inbox';
import { INBOUND_SINK, NoticeSink, WebhookProcessingModule, WebhookRetention, type InboundSink } from '@mailtrixy/server/whatsapp-cloud';
import { InboundBellProcessor } from './inbound.processor';
import { InboundSweeper } from './inbound.sweeper';
import { RetentionSweeper } from './retention.sweeper';

/** The inbox takes what the deliveries hold. */
@Module({
  imports: [OutboundModule],
  providers: [InboundMessagesService, NoticeSink, { provide: STATUS_SINK, useExisting: StatusStore }],
  exports: [InboundMessagesService, NoticeSink, STATUS_SINK],
})
export class InboundStorageModule {}

const sink = {
  provide: INBOUND_SINK,
  inject: [InboundMessagesService, STATUS_SINK, NoticeSink],
  useFactory: (messages: InboundMessagesService, statuses: StatusSink, notices: NoticeSink): InboundSink => ({
    storeMessages: (tx, arrivals) => messages.store(tx, arrivals),
    storeStatuses: (tx, arrived) => statuses.store(tx, arrived),
    storeChanges: async () => undefined,
    storeNotices: (tx, told) => notices.store(tx, told),
  }),
};

/** Carries stored deliveries from whatsapp-cloud to the inbox, and knows nothing more. */
@Module({
  imports: [WebhookProcessingModule.forRoot([InboundStorageModule], sink)],
  providers: [InboundBellProcessor, InboundSweeper, WebhookRetention, RetentionSweeper],
})
export class WhatsappWebhookModule {}
