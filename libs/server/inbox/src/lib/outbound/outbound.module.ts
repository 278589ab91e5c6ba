import { Module } from '@nestjs/common';
import { ReceiptSender } from '../read-receipts/receipt-sender';
import { SendRetention } from '../retention/send-retention';
import { OrphanStatuses } from '../statuses/orphan-statuses';
import { StatusStore } from '../statuses/status-store';
import { OutboundBatch } from './outbound-batch';
import { OutboundEngine } from './outbound-engine';
import { RateTokens } from './rate-tokens';
import { SettleSends } from './settle-sends';

/** What the worker needs to send and to follow deliveries. Needs CHANNEL_ACCESS and CHANNEL_DRIVERS. */
@Module({
  providers: [RateTokens, OutboundBatch, SettleSends, OutboundEngine, StatusStore, OrphanStatuses, ReceiptSender, SendRetention],
  exports: [OutboundEngine, StatusStore, OrphanStatuses, ReceiptSender, SendRetention],
})
export class OutboundModule {}
