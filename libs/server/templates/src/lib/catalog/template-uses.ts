import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { DataSource, EntityManager } from 'typeorm';

const KEEP_DAYS = 400;
const PURGE_BATCH = 2000;

/** Remembers that a message was made from a template; in the transaction that writes the message. */
export async function recordTemplateUse(tx: Pick<EntityManager, 'query'>, workspaceId: string, templateId: string, messageId: string): Promise<void> {
  await tx.query('INSERT INTO template_use (message_id, workspace_id, template_id, at) VALUES (?, ?, ?, NOW(3)) ON DUPLICATE KEY UPDATE at = at', [idToBytes(messageId), idToBytes(workspaceId), idToBytes(templateId)]);
}

export interface Use {
  usedAt: Date;
  used30d: number;
}

/** By template; those that were never used are left out. */
export async function usesOf(db: Pick<EntityManager, 'query'>, workspaceId: string, templateIds: readonly string[]): Promise<Map<string, Use>> {
  if (!templateIds.length) return new Map();
  const rows: { template_id: Buffer; used_at: Date; used_30d: number | string }[] = await db.query(
    'SELECT template_id, MAX(at) AS used_at, SUM(at > NOW(3) - INTERVAL 30 DAY) AS used_30d FROM template_use WHERE workspace_id = ? AND template_id IN (?) GROUP BY template_id',
    [idToBytes(workspaceId), templateIds.map(idToBytes)],
  );
  return new Map(rows.map((row) => [bytesToId(row.template_id), { usedAt: row.used_at, used30d: Number(row.used_30d) }]));
}

/** Old uses count nowhere any more. */
export async function purgeTemplateUses(dataSource: DataSource): Promise<void> {
  for (;;) {
    const { affectedRows } = (await dataSource.query(`DELETE FROM template_use WHERE at < NOW(3) - INTERVAL ${KEEP_DAYS} DAY LIMIT ${PURGE_BATCH}`)) as { affectedRows: number };
    if (affectedRows < PURGE_BATCH) return;
  }
}
