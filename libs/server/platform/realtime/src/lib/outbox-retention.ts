import type { DataSource } from 'typeorm';
import { CURSOR_HOURS } from './read-outbox';

const BATCH = 2000;
/** A reader that has stood still so long does not keep rows any more. */
const KEEP_FOR_READERS_DAYS = 7;

/**
 * Deletes rows that no cursor may ask for and every named reader has read, in small batches.
 * @returns how many went
 */
export async function purgeOutbox(dataSource: DataSource): Promise<number> {
  let purged = 0;
  for (;;) {
    const [{ slowest }]: { slowest: number | null }[] = await dataSource.query('SELECT MIN(seq) AS slowest FROM consumer_offset');
    const rows: { id: number }[] = await dataSource.query(
      `SELECT id FROM outbox_event FORCE INDEX (ix_outbox_event_created) WHERE created_at < NOW(3) - INTERVAL ${CURSOR_HOURS + 1} HOUR AND seq IS NOT NULL AND (seq <= ? OR created_at < NOW(3) - INTERVAL ${KEEP_FOR_READERS_DAYS} DAY) ORDER BY created_at LIMIT ?`,
      [slowest ?? Number.MAX_SAFE_INTEGER, BATCH],
    );
    if (!rows.length) return purged;
    await dataSource.query('DELETE FROM outbox_event WHERE id IN (?)', [rows.map(({ id }) => id).sort((a, b) => a - b)]);
    purged += rows.length;
    if (rows.length < BATCH) return purged;
  }
}
