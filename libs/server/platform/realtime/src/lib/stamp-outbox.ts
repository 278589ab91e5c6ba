import type { DataSource, EntityManager } from 'typeorm';

const BATCH = 2000;

/**
 * Numbers what has been committed since the last look. Whoever needs the outbox calls it first; the one row of
 * outbox_clock lets one transaction number at a time. A row that is still uncommitted is not seen and gets a later
 * number, so a reader that has seen n has seen everything below n: no gap ever fills up later.
 * @returns how many rows got their number
 */
export async function stampOutbox(dataSource: DataSource): Promise<number> {
  let stamped = 0;
  for (;;) {
    // Nearly always there is nothing to do, and then nobody needs the lock.
    const waiting: unknown[] = await dataSource.query('SELECT 1 FROM outbox_event WHERE seq IS NULL LIMIT 1');
    if (!waiting.length) return stamped;
    stamped += await dataSource.transaction('READ COMMITTED', stampBatch);
  }
}

async function stampBatch(tx: EntityManager): Promise<number> {
  const [clock]: { seq: number }[] = await tx.query('SELECT seq FROM outbox_clock WHERE id = 1 FOR UPDATE');
  const rows: { id: number }[] = await tx.query('SELECT id FROM outbox_event WHERE seq IS NULL ORDER BY id LIMIT ?', [BATCH]);
  if (!rows.length) return 0;
  const ids = rows.map(({ id }) => id);
  const last = Number(clock.seq);
  // Ids that follow each other get their numbers by one addition; a list of 500 would be searched 500 times (FIELD, CASE).
  for (const { first, length, before } of runsOf(ids)) await tx.query('UPDATE outbox_event SET seq = id + ? WHERE id BETWEEN ? AND ?', [last + before + 1 - first, first, first + length - 1]);
  await tx.query('UPDATE outbox_clock SET seq = ? WHERE id = 1', [last + ids.length]);
  return ids.length;
}

/** Stretches of ids without a gap; `before`: how many ids precede the stretch. */
function runsOf(ids: readonly number[]): { first: number; length: number; before: number }[] {
  const runs: { first: number; length: number; before: number }[] = [];
  ids.map(Number).forEach((id, index) => {
    const run = runs.at(-1);
    if (run && id === run.first + run.length) run.length++;
    else runs.push({ first: id, length: 1, before: index });
  });
  return runs;
}

/** The number of the newest stamped row: read it before the rows of a page, and frames above it may be applied on top. */
export async function syncCursor(manager: EntityManager): Promise<string> {
  const [clock]: { seq: number }[] = await manager.query('SELECT seq FROM outbox_clock WHERE id = 1');
  return String(clock.seq);
}
