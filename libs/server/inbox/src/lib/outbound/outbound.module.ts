import { Module } from '@nestjs/common';
import { MediaStoreModule } from '@mailtrixy/server/platform/media-store';
import { TemplateFiller } from '@mailtrixy/server/templates';
import { ReceiptSender } from '../read-receipts/receipt-sender';
import { SendRetention } from '../retention/send-retention';
import { OrphanStatuses } from '../statuses/orphan-statuses';
import { StatusStore } from '../statuses/status-store';
import { FILE_UPLOADER } from './file-uploader';
import { OutboundBatch } from './outbound-batch';
import { OutboundEngine } from './outbound-engine';
import { RateTokens } from './rate-tokens';
import { RequestContent } from './request-content';
import { SendRules } from './send-rules';
import { SettleSends } from './settle-sends';
import { UploadFile } from './upload-file';
import { UploadHeads } from './upload-heads';

/** What the worker needs to send and to follow deliveries. Needs CHANNEL_ACCESS and CHANNEL_DRIVERS. */
@Module({
  imports: [MediaStoreModule],
  providers: [{ provide: FILE_UPLOADER, useClass: UploadFile }, RateTokens, TemplateFiller, SendRules, RequestContent, OutboundBatch, SettleSends, UploadHeads, OutboundEngine, StatusStore, OrphanStatuses, ReceiptSender, SendRetention],
  exports: [OutboundEngine, StatusStore, OrphanStatuses, ReceiptSender, SendRetention],
})
export class OutboundModule {}
