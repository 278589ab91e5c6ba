import { Module } from '@nestjs/common';
import { InboundChangesService, InboundMessagesService, OutboundModule, StatusStore, STATUS_SINK, type StatusSink } from '@mailtrixy/server/inbox';
import { TemplateNotices } from '@mailtrixy/server/templates';
import { INBOUND_SINK, NoticeSink, WebhookProcessingModule, WebhookRetention, type InboundSink } from '@mailtrixy/server/whatsapp-cloud';
import { InboundBellProcessor } from './inbound.processor';
import { InboundSweeper } from './inbound.sweeper';
import { RetentionSweeper } from './retention.sweeper';

/** The inbox takes what the deliveries hold. */
@Module({
  imports: [OutboundModule],
  providers: [InboundChangesService, InboundMessagesService, NoticeSink, TemplateNotices, { provide: STATUS_SINK, useExisting: StatusStore }],
  exports: [InboundChangesService, InboundMessagesService, NoticeSink, STATUS_SINK, TemplateNotices],
})
export class InboundStorageModule {}

const sink = {
  provide: INBOUND_SINK,
  inject: [InboundMessagesService, InboundChangesService, STATUS_SINK, NoticeSink, TemplateNotices],
  useFactory: (messages: InboundMessagesService, changes: InboundChangesService, statuses: StatusSink, notices: NoticeSink, templates: TemplateNotices): InboundSink => ({
    storeMessages: (tx, arrivals) => messages.store(tx, arrivals),
    storeStatuses: (tx, arrived) => statuses.store(tx, arrived),
    storeChanges: (tx, arrived) => changes.store(tx, arrived),
    storeNotices: async (tx, told) => {
      await notices.store(tx, told);
      await templates.store(tx, told);
    },
  }),
};

/** Carries stored deliveries from whatsapp-cloud to the inbox and the templates, and knows nothing more. */
@Module({
  imports: [WebhookProcessingModule.forRoot([InboundStorageModule], sink)],
  providers: [InboundBellProcessor, InboundSweeper, WebhookRetention, RetentionSweeper],
})
export class WhatsappWebhookModule {}
