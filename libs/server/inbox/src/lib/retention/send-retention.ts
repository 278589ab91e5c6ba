import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { DataSource } from 'typeorm';

/** What a status told is in its attempt's row; Meta repeats one for at most seven days. */
const STATUS_DAYS = 30;
const ATTEMPT_DAYS = 90;
const DAY_MS = 86_400_000;
const BATCH = 500;
/** Per call, so that a first clean-up does not keep the database busy for minutes. */
const BATCHES_MAX = 40;

/** How far the attempts of a phase have been looked through. */
interface Place {
  at: Date;
  id: Buffer;
}

/** Removes what sending has left behind and nobody needs any more, in small batches. */
@Injectable()
export class SendRetention {
  /** Most attempts stay as long as their message: each look goes on where the last one ended, from the start after a restart. */
  private readonly looked = new Map<string, Place>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns how many rows were removed */
  async removeOld(): Promise<{ statuses: number; attempts: number }> {
    return { statuses: await this.removeStatuses(), attempts: (await this.removeAttempts('rejected')) + (await this.removeAttempts('accepted')) };
  }

  /** Those that still wait for their send (orphans) stay until they are given up. */
  private async removeStatuses(): Promise<number> {
    const before = this.clock.now() - STATUS_DAYS * DAY_MS;
    let removed = 0;
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      // The id's time only bounds the range to read, since no index holds received_at, which decides.
      const old: { id: Buffer }[] = await this.dataSource.query("SELECT id FROM status_event WHERE id < ? AND received_at < ? AND state IN ('applied', 'foreign') ORDER BY id LIMIT ?", [idToBytes(newId(before)), new Date(before), BATCH]);
      if (old.length) await this.dataSource.query("DELETE FROM status_event WHERE id IN (?) AND state IN ('applied', 'foreign')", [old.map(({ id }) => id)]);
      removed += old.length;
      if (old.length < BATCH) break;
    }
    return removed;
  }

  /**
   * Only attempts that a later one has replaced, that did not arrive and whose outcome is known. Without its newest
   * attempt a message would count as not sent yet; one that arrived makes its message delivered for good; the one with the
   * newest wamid is how WhatsApp names the message.
   */
  private async removeAttempts(phase: 'rejected' | 'accepted'): Promise<number> {
    const before = new Date(this.clock.now() - ATTEMPT_DAYS * DAY_MS);
    let removed = 0;
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      const from = this.looked.get(phase);
      const page: { id: Buffer; at: Date }[] = await this.dataSource.query(
        `SELECT id, started_at AS at FROM send_attempt WHERE phase = ? AND started_at < ?${from ? ' AND started_at >= ? AND (started_at > ? OR id > ?)' : ''} ORDER BY started_at, id LIMIT ?`,
        [phase, before, ...(from ? [from.at, from.at, from.id] : []), BATCH],
      );
      if (!page.length) break;
      const replaced: { id: Buffer }[] = await this.dataSource.query(
        `SELECT a.id FROM send_attempt a LEFT JOIN message m ON m.id = a.message_id
          WHERE a.id IN (?) AND a.delivered_at IS NULL AND a.opened_at IS NULL
            AND (m.id IS NULL OR EXISTS (SELECT 1 FROM send_attempt n WHERE n.message_id = a.message_id AND n.no = m.attempt_no AND n.no > a.no AND (a.wamid IS NULL OR n.wamid IS NOT NULL)))
          ORDER BY a.id`,
        [page.map(({ id }) => id)],
      );
      // A late status may have made it count meanwhile: asked again in the statement that removes.
      if (replaced.length) await this.dataSource.query('DELETE FROM send_attempt WHERE id IN (?) AND phase = ? AND delivered_at IS NULL AND opened_at IS NULL', [replaced.map(({ id }) => id), phase]);
      removed += replaced.length;
      this.looked.set(phase, page[page.length - 1]);
      if (page.length < BATCH) break;
    }
    return removed;
  }
}
