import { Module } from '@nestjs/common';
import { TemplateFiller } from '@mailtrixy/server/templates';
import { AttachmentUploads } from '../attachments/attachment-uploads';
import { AttachmentWorkModule } from '../attachments/attachments.module';
import { ReceiptSender } from '../read-receipts/receipt-sender';
import { SendRetention } from '../retention/send-retention';
import { SnoozeWaker } from '../snoozing/snooze-waker';
import { OrphanStatuses } from '../statuses/orphan-statuses';
import { StatusStore } from '../statuses/status-store';
import { FILE_UPLOADER, type FileUploader } from './file-uploader';
import { OutboundBatch } from './outbound-batch';
import { OutboundEngine } from './outbound-engine';
import { RateTokens } from './rate-tokens';
import { RequestContent } from './request-content';
import { SendRules } from './send-rules';
import { SettleSends } from './settle-sends';
import { UploadHeads } from './upload-heads';

function uploaderOf(uploads: AttachmentUploads): FileUploader {
  return { upload: async (channel, attachmentId) => void (await uploads.mediaIdFor(channel.workspaceId, channel, attachmentId)) };
}

/** What the worker needs to send and to follow deliveries. Needs CHANNEL_ACCESS and CHANNEL_DRIVERS. */
@Module({
  imports: [AttachmentWorkModule],
  providers: [{ provide: FILE_UPLOADER, inject: [AttachmentUploads], useFactory: uploaderOf }, RateTokens, TemplateFiller, SendRules, RequestContent, OutboundBatch, SettleSends, UploadHeads, OutboundEngine, StatusStore, OrphanStatuses, ReceiptSender, SendRetention, SnoozeWaker],
  exports: [OutboundEngine, StatusStore, OrphanStatuses, ReceiptSender, SendRetention, SnoozeWaker],
})
export class OutboundModule {}
