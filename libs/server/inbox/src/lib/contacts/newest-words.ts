import { bytesToId, idSql, listSql } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';

/** Meta's window ends that long after what a person wrote. */
const WINDOW_MS = 86_400_000;

/** When each contact last wrote by the provider's clock, as its windows tell. Those who never wrote are not among them. */
export async function newestWords(tx: EntityManager, contacts: readonly { workspaceId: string; contactId: string }[]): Promise<Map<string, number>> {
  const workspaces = [...new Set(contacts.map(({ workspaceId }) => workspaceId))];
  // Windows are found by channel and contact.
  const rows: { contactId: Buffer; end: Date }[] = await tx.query(
    `SELECT w.contact_id AS contactId, MAX(w.expires_at) AS end FROM channel c JOIN reply_window w ON w.channel_id = c.id WHERE c.workspace_id IN (${listSql(workspaces.map(idSql))}) AND w.contact_id IN (${listSql(contacts.map(({ contactId }) => idSql(contactId)))}) GROUP BY w.contact_id`,
  );
  return new Map(rows.map(({ contactId, end }) => [bytesToId(contactId), end.getTime() - WINDOW_MS]));
}
