import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, inTransaction } from '@mailtrixy/server/platform/database';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { DataSource } from 'typeorm';
import { StatusStore } from './status-store';

const BATCH = 200;
/** Seconds until the next look, by number of looks so far; then hourly. */
const PAUSES_S = [1, 5, 30, 120, 600, 3600];
/** After so long it speaks of a message that we did not send: other tools may use the same number. */
const FOREIGN_AFTER_S = 86_400;

/** Statuses whose send is not known (yet): they overtook the answer, or another tool on the number sent the message. */
@Injectable()
export class OrphanStatuses {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(StatusStore) private readonly statuses: StatusStore,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** @returns true when there may be more */
  async retry(): Promise<boolean> {
    const due: { id: Buffer; channel_id: Buffer; wamid: string; token: string | null }[] = await this.dataSource.query("SELECT id, channel_id, wamid, token FROM status_event WHERE state = 'orphan' AND next_at <= NOW(3) ORDER BY next_at LIMIT ?", [BATCH]);
    if (!due.length) return false;
    const resolved = await inTransaction(this.dataSource, async (tx) => {
      const found = await this.statuses.apply(tx, due.map((row) => ({ channelId: bytesToId(row.channel_id), wamid: row.wamid, token: row.token })));
      const left = due.filter((row) => !found.has(`${bytesToId(row.channel_id)}/${row.wamid}`)).map((row) => row.id);
      if (left.length) {
        await tx.query(
          `UPDATE status_event SET state = IF(received_at < NOW(3) - INTERVAL ? SECOND, 'foreign', state), next_at = NOW(3) + INTERVAL ELT(LEAST(tries + 2, ?), ${PAUSES_S.join(', ')}) SECOND, tries = LEAST(tries + 1, 30000) WHERE id IN (?) AND state = 'orphan'`,
          [FOREIGN_AFTER_S, PAUSES_S.length, left.sort(Buffer.compare)],
        );
      }
      return found.size;
    });
    if (resolved) this.doorbell.ringOutbox();
    return due.length === BATCH;
  }
}

