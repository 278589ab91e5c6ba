import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Raw deliveries and their items; Meta sends nothing again after seven days. */
const KEPT_DAYS = 30;
const BATCH = 500;
/** Calls to Meta of one channel; the newest stay. */
const CALLS_KEPT = 5000;
/** Per call, so that a first clean-up does not keep the database busy for minutes. */
const BATCHES_MAX = 40;

/** Removes old deliveries in small batches. Those with an item that still waits for somebody stay. */
@Injectable()
export class WebhookRetention {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns how many deliveries were removed */
  async removeOld(): Promise<number> {
    let removed = 0;
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      const old: { id: Buffer }[] = await this.dataSource.query(
        `SELECT e.id FROM webhook_event e WHERE e.received_at < NOW(3) - INTERVAL ? DAY AND e.state IN ('done', 'bad_json')
         AND NOT EXISTS (SELECT 1 FROM webhook_item i WHERE i.event_id = e.id AND i.state IN ('ready', 'dead')) ORDER BY e.received_at LIMIT ?`,
        [KEPT_DAYS, BATCH],
      );
      if (!old.length) break;
      const ids = old.map(({ id }) => id).sort(Buffer.compare);
      for (const [table, column] of [['webhook_item', 'event_id'], ['webhook_event_channel', 'event_id'], ['webhook_event', 'id']]) await this.dataSource.query(`DELETE FROM ${table} WHERE ${column} IN (?)`, [ids]);
      removed += ids.length;
    }
    return removed;
  }

  /** Calls to Meta in Logs: 30 days, and the newest few thousand of each channel. */
  async removeOldCalls(): Promise<void> {
    const channels: { id: Buffer }[] = await this.dataSource.query('SELECT channel_id AS id FROM provider_call GROUP BY channel_id');
    for (const { id } of channels) {
      const [last]: { at: Date }[] = await this.dataSource.query('SELECT at FROM provider_call WHERE channel_id = ? ORDER BY at DESC LIMIT 1 OFFSET ?', [id, CALLS_KEPT - 1]);
      await this.dataSource.query('DELETE FROM provider_call WHERE channel_id = ? AND (at < NOW(3) - INTERVAL ? DAY OR at < ?) LIMIT ?', [id, KEPT_DAYS, last?.at ?? new Date(0), BATCH * BATCHES_MAX]);
    }
  }
}
