import { Module } from '@nestjs/common';
import { AttachmentWorkModule, OutboundModule } from '@mailtrixy/server/inbox';
import { ChannelWake } from './channel-wake';
import { InboxSweeper } from './inbox.sweeper';
import { OutboundBellProcessor, ReadReceiptsBellProcessor, StatusesBellProcessor } from './inbox-rings.processor';
import { UnconfirmedSweeper } from './unconfirmed.sweeper';

/** Sends what people wrote, tells what they read, and looks after statuses that came early. */
@Module({
  imports: [AttachmentWorkModule, OutboundModule],
  providers: [OutboundBellProcessor, ReadReceiptsBellProcessor, StatusesBellProcessor, InboxSweeper, UnconfirmedSweeper, ChannelWake],
})
export class InboxModule {}
