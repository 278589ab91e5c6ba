import { idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { EntityManager } from 'typeorm';
import type { Db, DocumentRow } from './document-rows';

/**
 * Says that searches would find something else now. In the transaction of the change, last: its row is locked until the
 * commit, and every change of the workspace needs it.
 */
export async function bumpRevision(tx: Db, workspaceId: string): Promise<void> {
  await tx.query('INSERT INTO knowledge_revision (workspace_id, revision) VALUES (?, 1) ON DUPLICATE KEY UPDATE revision = revision + 1', [idToBytes(workspaceId)]);
}

/** Tells every page that shows them. Ring the outbox after the commit. */
export async function announceKnowledge(tx: EntityManager, workspaceId: string, ids: readonly (string | null)[]): Promise<void> {
  await appendOutbox(tx, ids.map((entityId) => ({ workspaceId, topic: 'knowledge.updated' as const, entityId })));
}

/**
 * From the commit on, no search finds anything of these documents. They forget what they held, too: a text that comes back
 * unchanged must be indexed anew.
 */
export async function deletePassages(tx: Db, workspaceId: string, documentIds: readonly string[]): Promise<void> {
  if (!documentIds.length) return;
  const of = [idToBytes(workspaceId), documentIds.map(idToBytes)];
  await tx.query('DELETE e FROM knowledge_embedding e JOIN knowledge_passage p ON p.id = e.passage_id WHERE p.workspace_id = ? AND p.document_id IN (?)', of);
  await tx.query('DELETE FROM knowledge_wording_embedding WHERE workspace_id = ? AND document_id IN (?)', of);
  await tx.query('DELETE FROM knowledge_passage WHERE workspace_id = ? AND document_id IN (?)', of);
  await tx.query('UPDATE knowledge_document SET passages = 0, index_version = index_version + 1, content_hash = NULL, etag = NULL, updated_at = NOW(3) WHERE workspace_id = ? AND id IN (?)', of);
}

/** Passages that a new version of their document does not have any more. */
export async function deletePassagesById(tx: Db, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += 500) {
    const some = [ids.slice(from, from + 500).map(idToBytes)];
    await tx.query('DELETE FROM knowledge_embedding WHERE passage_id IN (?)', some);
    await tx.query('DELETE FROM knowledge_passage WHERE id IN (?)', some);
  }
}

/** Documents with all that belongs to them; the bytes of files are removed by a sweep. They must be locked. */
export async function deleteDocuments(tx: EntityManager, workspaceId: string, documents: readonly Pick<DocumentRow, 'id' | 'storageKey'>[]): Promise<void> {
  if (!documents.length) return;
  const ids = documents.map(({ id }) => id);
  await deletePassages(tx, workspaceId, ids);
  const of = [idToBytes(workspaceId), ids.map(idToBytes)];
  for (const table of ['knowledge_question', 'knowledge_version']) await tx.query(`DELETE FROM ${table} WHERE workspace_id = ? AND document_id IN (?)`, of);
  for (const { storageKey } of documents) if (storageKey) await tx.query('INSERT INTO knowledge_removed_file (storage_key, workspace_id) VALUES (?, ?) ON DUPLICATE KEY UPDATE storage_key = storage_key', [storageKey, idToBytes(workspaceId)]);
  await tx.query('DELETE FROM knowledge_document WHERE workspace_id = ? AND id IN (?)', of);
}

/**
 * Has a worker read a document anew; what one does with it at this moment counts no more. Ring 'knowledge' after the commit.
 * The passages that are there serve until the new ones come.
 */
export async function queueDocument(tx: Db, workspaceId: string, id: string): Promise<void> {
  await tx.query("UPDATE knowledge_document SET state = 'queued', progress = NULL, problem = NULL, want_version = want_version + 1, fence = fence + 1, tries = 0, next_at = NOW(3), lease_until = NULL WHERE id = ? AND workspace_id = ?", [idToBytes(id), idToBytes(workspaceId)]);
}

/** Something that searches or people see changed: indexes compare `version` and read documents by `updated_at`. */
export async function touchDocument(tx: Db, workspaceId: string, id: string): Promise<void> {
  await tx.query('UPDATE knowledge_document SET version = version + 1, updated_at = NOW(3) WHERE id = ? AND workspace_id = ?', [idToBytes(id), idToBytes(workspaceId)]);
}
