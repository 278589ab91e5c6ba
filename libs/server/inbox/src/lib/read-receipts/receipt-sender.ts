import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_ACCESS, CHANNEL_DRIVERS, ChannelError, type ChannelAccess, type ChannelDrivers } from '@mailtrixy/server/channels';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { DataSource } from 'typeorm';
import { fitText } from '../outbound/text-fit';

const BATCH = 20;
const LEASE_S = 45;
/** A read receipt is a courtesy: few tries, and no failure stops anything else (META-CLOUD-API §8.8). */
const TRIES_MAX = 3;
const PAUSE_S = 5;

interface Receipt {
  conversationId: string;
  workspaceId: string;
  channelId: string;
  seq: number;
  externalId: string;
  attempts: number;
}

interface Outcome {
  state: 'pending' | 'done' | 'failed';
  httpStatus: number | null;
  code: number | null;
  detail: string | null;
}

/** Tells providers what was read. */
@Injectable()
export class ReceiptSender {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CHANNEL_ACCESS) private readonly channels: ChannelAccess,
    @Inject(CHANNEL_DRIVERS) private readonly drivers: ChannelDrivers,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** @returns true when there may be more */
  async run(): Promise<boolean> {
    const leased = await this.lease();
    await Promise.all(leased.map(async (receipt) => this.store(receipt, await this.tell(receipt))));
    if (leased.length) this.doorbell.ringOutbox();
    return leased.length === BATCH;
  }

  private lease(): Promise<Receipt[]> {
    return inTransaction(this.dataSource, async (tx) => {
      const rows: { conversation_id: Buffer; workspace_id: Buffer; channel_id: Buffer; seq: number; external_id: string; attempts: number }[] = await tx.query(
        "SELECT conversation_id, workspace_id, channel_id, seq, external_id, attempts FROM read_receipt WHERE state = 'pending' AND next_at <= NOW(3) ORDER BY next_at LIMIT ? FOR UPDATE SKIP LOCKED",
        [BATCH],
      );
      if (rows.length) await tx.query('UPDATE read_receipt SET next_at = NOW(3) + INTERVAL ? SECOND WHERE conversation_id IN (?)', [LEASE_S, rows.map((row) => row.conversation_id)]);
      return rows.map((row) => ({ conversationId: bytesToId(row.conversation_id), workspaceId: bytesToId(row.workspace_id), channelId: bytesToId(row.channel_id), seq: Number(row.seq), externalId: row.external_id, attempts: row.attempts }));
    });
  }

  private async tell({ workspaceId, channelId, externalId, attempts }: Receipt): Promise<Outcome> {
    try {
      const channel = await this.channels.connected(workspaceId, channelId);
      const { httpStatus } = (await this.drivers[channel.kind]?.markRead(channel, externalId)) ?? { httpStatus: null };
      return { state: 'done', httpStatus, code: null, detail: null };
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      const { httpStatus, code, detail } = error.facts;
      // Telling twice does no harm, so a lost answer may be repeated too; a refusal may not.
      const again = error.errorClass !== 'final' && error.errorClass !== 'hold' && attempts + 1 < TRIES_MAX;
      return { state: again ? 'pending' : 'failed', httpStatus, code, detail: fitText(detail, 1000) };
    }
  }

  private async store(receipt: Receipt, outcome: Outcome): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      // A newer message may have been read meanwhile: its receipt stands, and it covers this one.
      await tx.query(
        'UPDATE read_receipt SET state = ?, attempts = attempts + 1, next_at = IF(?, NOW(3) + INTERVAL ? SECOND, NULL), http_status = ?, error_code = ?, error_detail = ?, updated_at = NOW(3) WHERE conversation_id = ? AND seq = ?',
        [outcome.state, outcome.state === 'pending', PAUSE_S * (receipt.attempts + 1), outcome.httpStatus, outcome.code, outcome.detail, idToBytes(receipt.conversationId), receipt.seq],
      );
      // The open conversation shows the problem, or stops showing it.
      if (outcome.state !== 'pending') await appendOutbox(tx, [{ workspaceId: receipt.workspaceId, topic: 'conversation.updated', channelId: receipt.channelId, conversationId: receipt.conversationId }]);
    });
  }
}
