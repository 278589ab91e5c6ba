import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import type { TemplateSync } from '@mailtrixy/shared/dto';
import type { DataSource, EntityManager } from 'typeorm';

type Db = Pick<EntityManager, 'query'>;

/** Longer than one page of a listing may take; renewed with every page. */
const LEASE_S = 60;
const GATHER_S = 5;
/** Hourly, spread, so that many accounts do not ask in one moment. */
const NEXT = 'NOW(3) + INTERVAL 3300 + FLOOR(RAND() * 600) SECOND';

/** A running sync; only the holder of the highest fence may write. */
export interface SyncLease {
  workspaceId: string;
  wabaId: string;
  channelId: string;
  fence: number;
  startedAt: Date;
}

/** A due sync, by this lease nobody else's. Null: nothing is due. */
export async function leaseSync(dataSource: DataSource): Promise<SyncLease | null> {
  return inTransaction(dataSource, async (tx) => {
    // next_at NULL is one that runs; its lease running out means that its worker died.
    const [row]: { workspace_id: Buffer; waba_id: string; channel_id: Buffer; fence: number | string }[] = await tx.query(
      `SELECT s.workspace_id, s.waba_id, s.channel_id, s.fence FROM template_sync s
       WHERE (s.next_at IS NULL OR s.next_at <= NOW(3)) AND (s.lease_until IS NULL OR s.lease_until < NOW(3))
         AND EXISTS (SELECT 1 FROM channel c WHERE c.workspace_id = s.workspace_id AND c.waba_id = s.waba_id AND c.status = 'active')
       ORDER BY s.next_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
    );
    if (!row) return null;
    const key = [row.workspace_id, row.waba_id];
    await tx.query(`UPDATE template_sync SET state = 'running', fence = fence + 1, next_at = NULL, lease_until = NOW(3) + INTERVAL ${LEASE_S} SECOND, started_at = NOW(3), seen = 0 WHERE workspace_id = ? AND waba_id = ?`, key);
    const [{ started_at: startedAt }]: { started_at: Date }[] = await tx.query('SELECT started_at FROM template_sync WHERE workspace_id = ? AND waba_id = ?', key);
    // What a killed worker left.
    await tx.query('DELETE FROM template_staging WHERE workspace_id = ? AND waba_id = ?', key);
    return { workspaceId: bytesToId(row.workspace_id), wabaId: row.waba_id, channelId: bytesToId(row.channel_id), fence: Number(row.fence) + 1, startedAt };
  });
}

/** @returns false when somebody else took over */
export async function renewSync(db: Db, lease: SyncLease, seen: number): Promise<boolean> {
  const { changed } = await lockOwn(db, lease);
  if (changed) return false;
  await db.query(`UPDATE template_sync SET lease_until = NOW(3) + INTERVAL ${LEASE_S} SECOND, seen = ? WHERE workspace_id = ? AND waba_id = ?`, [seen, ...keyOf(lease)]);
  return true;
}

/** Locks the row. `changed`: the fence is no longer ours. */
export async function lockOwn(db: Db, lease: SyncLease): Promise<{ changed: boolean }> {
  const [row]: { fence: number | string }[] = await db.query('SELECT fence FROM template_sync WHERE workspace_id = ? AND waba_id = ? FOR UPDATE', keyOf(lease));
  return { changed: !row || Number(row.fence) !== lease.fence };
}

/** A wish that came meanwhile has set next_at: it counts. */
export async function finishSync(db: Db, lease: SyncLease, total: number, changed: number): Promise<void> {
  await db.query(
    `UPDATE template_sync SET state = 'done', lease_until = NULL, finished_at = NOW(3), took_ms = TIMESTAMPDIFF(MICROSECOND, started_at, NOW(3)) DIV 1000, total = ?, changed = ?, problem = NULL, tries = 0, next_at = COALESCE(next_at, ${NEXT})
     WHERE workspace_id = ? AND waba_id = ?`,
    [total, changed, ...keyOf(lease)],
  );
}

/** The list and its age stay; the next try comes later each time, an hour apart at most. */
export async function failSync(db: Db, lease: SyncLease, problem: string): Promise<void> {
  await db.query(
    `UPDATE template_sync SET state = 'failed', lease_until = NULL, problem = ?, tries = LEAST(tries + 1, 100), next_at = COALESCE(next_at, NOW(3) + INTERVAL LEAST(3600, 60 * POW(2, LEAST(tries, 6))) SECOND)
     WHERE workspace_id = ? AND waba_id = ?`,
    [[...problem].slice(0, 1000).join(''), ...keyOf(lease)],
  );
}

/** Makes a sync due now, also one that runs: it will run once more. */
export async function wantSync(db: Db, workspaceId: string, wabaId: string, channelId: string): Promise<void> {
  await db.query(
    `INSERT INTO template_sync (workspace_id, waba_id, channel_id, state, next_at) VALUES (?, ?, ?, 'running', NOW(3))
     ON DUPLICATE KEY UPDATE state = 'running', next_at = NOW(3)`,
    [idToBytes(workspaceId), wabaId, idToBytes(channelId)],
  );
}

/** Meta tells of one change by several webhooks: one sync, a little later, serves them all. */
export async function scheduleSync(db: Db, workspaceId: string, wabaId: string, channelId: string): Promise<void> {
  const soon = `NOW(3) + INTERVAL ${GATHER_S} SECOND`;
  await db.query(
    `INSERT INTO template_sync (workspace_id, waba_id, channel_id, next_at) VALUES (?, ?, ?, ${soon})
     ON DUPLICATE KEY UPDATE next_at = LEAST(COALESCE(next_at, ${soon}), ${soon})`,
    [idToBytes(workspaceId), wabaId, idToBytes(channelId)],
  );
}

/** Accounts of active channels that nobody asked for yet. @returns how many */
export async function enrolAccounts(db: Db): Promise<number> {
  const missing: { workspace_id: Buffer; waba_id: string; channel_id: Buffer }[] = await db.query(
    `SELECT c.workspace_id, c.waba_id, MIN(c.id) AS channel_id FROM channel c LEFT JOIN template_sync s ON s.workspace_id = c.workspace_id AND s.waba_id = c.waba_id
     WHERE c.kind = 'whatsapp' AND c.status = 'active' AND c.waba_id IS NOT NULL AND s.waba_id IS NULL GROUP BY c.workspace_id, c.waba_id`,
  );
  for (const row of missing) await db.query('INSERT INTO template_sync (workspace_id, waba_id, channel_id, next_at) VALUES (?, ?, ?, NOW(3)) ON DUPLICATE KEY UPDATE waba_id = waba_id', [row.workspace_id, row.waba_id, row.channel_id]);
  return missing.length;
}

/** How old a channel's list is, and what the newest try did. */
export async function syncOf(db: Db, workspaceId: string, wabaId: string | null, channelId: string): Promise<TemplateSync> {
  const [row]: { state: TemplateSync['state']; finished_at: Date | null; seen: number; total: number; changed: number; took_ms: number | null; problem: string | null }[] =
    wabaId === null ? [] : await db.query('SELECT state, finished_at, seen, total, changed, took_ms, problem FROM template_sync WHERE workspace_id = ? AND waba_id = ?', [idToBytes(workspaceId), wabaId]);
  if (!row) return { channelId, wabaId, state: 'never', finishedAt: null, seen: 0, total: 0, changed: 0, tookMs: null, problem: null };
  return { channelId, wabaId, state: row.state, finishedAt: row.finished_at?.toISOString() ?? null, seen: row.seen, total: row.total, changed: row.changed, tookMs: row.took_ms, problem: row.problem };
}

function keyOf({ workspaceId, wabaId }: SyncLease): [Buffer, string] {
  return [idToBytes(workspaceId), wabaId];
}
