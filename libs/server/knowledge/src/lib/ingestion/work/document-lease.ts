import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import type { DataSource } from 'typeorm';
import { DOCUMENT_COLUMNS, documentOf, findDocument, type Db, type DocumentRow } from '../documents/document-rows';
import { announceKnowledge } from '../documents/knowledge-changes';
import { cutTo } from '../documents/checked-fields';
import { noteWebsiteProgress } from '../websites/website-rows';
import { HOST_SQL, type HostTurns } from './host-turns';

/** Longer than any step takes between two signs of life. */
export const LEASE_S = 90;
/** Workers that died over one document: it is the document. */
const TRIES_MAX = 5;
const TRIES_WORDS = 'Reading it stopped the worker several times. It is left alone: change it, or press Retry.';
const STAYS_WORDS = 'What was read before stays in use.';

/** The end of work on it. The fence rises, so that a sign of progress that is still under way changes nothing. */
export const DONE = 'fence = fence + 1, next_at = NULL, lease_until = NULL, tries = 0';

/** A document under work; only the holder of the highest fence may write. */
export type LeasedDocument = DocumentRow;

/**
 * A due document, by this lease nobody else's: next_at lies in the future until the lease runs out, so a worker that dies
 * leaves a document that becomes due by itself. A page waits for its host's turn. Null: nothing is due.
 */
export async function leaseDocument(dataSource: DataSource, turns: HostTurns): Promise<LeasedDocument | null> {
  const resting = await turns.resting();
  return inTransaction(dataSource, async (tx) => {
    const [due]: { id: Buffer; workspace_id: Buffer; source_id: Buffer | null; url: string | null; tries: number; passages: number }[] = await tx.query(
      `SELECT d.id, d.workspace_id, d.source_id, d.url, d.tries, d.passages FROM knowledge_document d WHERE d.next_at <= NOW(3) ${resting.length ? `AND (d.url IS NULL OR ${HOST_SQL} NOT IN (?))` : ''} ORDER BY d.next_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      resting.length ? [resting] : [],
    );
    if (!due) return null;
    const workspaceId = bytesToId(due.workspace_id);
    // Another worker was quicker, after we looked who rests; something else may be due.
    if (due.url !== null && due.tries < TRIES_MAX && !(await turns.take(tx, due.url, LEASE_S))) return { id: '', workspaceId } as LeasedDocument;
    if (due.tries >= TRIES_MAX) {
      await endUnread(tx, bytesToId(due.id), due.passages, TRIES_WORDS);
      if (due.source_id) await noteWebsiteProgress(tx, workspaceId, bytesToId(due.source_id));
      await announceKnowledge(tx, workspaceId, [bytesToId(due.id)]);
      // Something else may be due.
      return { id: '', workspaceId } as LeasedDocument;
    }
    await tx.query(`UPDATE knowledge_document SET state = 'reading', progress = 0, fence = fence + 1, tries = tries + 1, next_at = NOW(3) + INTERVAL ${LEASE_S} SECOND, lease_until = NOW(3) + INTERVAL ${LEASE_S} SECOND WHERE id = ?`, [due.id]);
    await announceKnowledge(tx, workspaceId, [bytesToId(due.id)]);
    const [row]: Parameters<typeof documentOf>[0][] = await tx.query(`SELECT ${DOCUMENT_COLUMNS} FROM knowledge_document d WHERE d.id = ?`, [due.id]);
    return documentOf(row);
  });
}

/** Shows how far it is, and keeps the lease. @returns false when the document is gone or somebody else's */
export async function renewLease(dataSource: DataSource, { id, workspaceId, fence }: LeasedDocument, state: 'reading' | 'indexing', progress: number): Promise<boolean> {
  return inTransaction(dataSource, async (tx) => {
    const { affectedRows } = (await tx.query(`UPDATE knowledge_document SET state = ?, progress = ?, next_at = NOW(3) + INTERVAL ${LEASE_S} SECOND, lease_until = NOW(3) + INTERVAL ${LEASE_S} SECOND WHERE id = ? AND fence = ?`, [state, progress, idToBytes(id), fence])) as unknown as { affectedRows: number };
    if (affectedRows) await announceKnowledge(tx, workspaceId, [id]);
    return affectedRows > 0;
  });
}

/** Locks the document. Null: it is gone, or no longer ours; nothing may be written then. */
export async function lockLeased(tx: Db, { id, workspaceId, fence }: LeasedDocument): Promise<DocumentRow | null> {
  const document = await findDocument(tx, workspaceId, id, true);
  return document && document.fence === fence ? document : null;
}

/** The passages that are there stay; while there are some, it is stale and no failure. */
export async function endUnread(tx: Db, id: string, passages: number, words: string): Promise<void> {
  await tx.query(`UPDATE knowledge_document SET state = ?, progress = NULL, problem = ?, ${DONE} WHERE id = ?`, [passages > 0 ? 'stale' : 'failed', passages > 0 ? `${cutTo(words, 900)} ${STAYS_WORDS}` : cutTo(words, 1000), idToBytes(id)]);
}

/** Another try later: 30 s, then twice as long each time. */
export async function postponeDocument(tx: Db, { id }: LeasedDocument, words: string): Promise<void> {
  await tx.query("UPDATE knowledge_document SET state = 'queued', progress = NULL, problem = ?, fence = fence + 1, lease_until = NULL, next_at = NOW(3) + INTERVAL 15 * POW(2, tries) SECOND WHERE id = ?", [cutTo(words, 1000), idToBytes(id)]);
}
