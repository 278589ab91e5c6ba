import { createHash } from 'node:crypto';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import { cutTo } from '../documents/checked-fields';
import type { Db } from '../documents/document-rows';

const QUESTION_MAX = 1000;
/** A dismissed question that comes again this much later is worth another look. */
const DISMISSED_DAYS = 30;

/** The same question whatever its case, spaces and marks. */
export function questionHash(question: string): Buffer {
  const evened = question.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim();
  return createHash('sha256').update(evened).digest();
}

/** Answered by a document, or dismissed (null). It opens again when it is asked again and nothing is found. @throws DomainError NOT_FOUND */
export async function closeGap(tx: Db, workspaceId: string, id: string, documentId: string | null): Promise<void> {
  const { affectedRows } = (await tx.query('UPDATE knowledge_gap SET closed_at = NOW(3), document_id = ? WHERE id = ? AND workspace_id = ?', [documentId ? idToBytes(documentId) : null, idToBytes(id), idToBytes(workspaceId)])) as unknown as { affectedRows: number };
  if (!affectedRows) throw notFound('question');
}

/** A document is being written for it. It stays open: a draft answers nobody, and may never be published. @throws DomainError NOT_FOUND */
export async function linkGap(tx: Db, workspaceId: string, id: string, documentId: string): Promise<void> {
  const [gap] = (await tx.query('SELECT id FROM knowledge_gap WHERE id = ? AND workspace_id = ? FOR UPDATE', [idToBytes(id), idToBytes(workspaceId)])) as { id: Buffer }[];
  if (!gap) throw notFound('question');
  await tx.query('UPDATE knowledge_gap SET document_id = ? WHERE id = ?', [idToBytes(documentId), idToBytes(id)]);
}

/** What a document was written for is answered: it is published for the first time. */
export async function closeGapsOf(tx: Db, workspaceId: string, documentId: string): Promise<void> {
  await tx.query('UPDATE knowledge_gap SET closed_at = NOW(3) WHERE workspace_id = ? AND document_id = ? AND closed_at IS NULL', [idToBytes(workspaceId), idToBytes(documentId)]);
}

/**
 * Counts a question that nothing answered. One that an article was written for opens again: the article does not answer it.
 * The caller has masked what must not be kept, and tells open pages.
 * @returns whether it says anything
 */
export async function recordGap(tx: Db, workspaceId: string, question: string, conversationId: string | null): Promise<boolean> {
  const text = cutTo(question.replace(/\s+/g, ' ').trim(), QUESTION_MAX);
  if (!/[\p{L}\p{N}]/u.test(text)) return false;
  await tx.query(
    `INSERT INTO knowledge_gap (id, workspace_id, question_hash, question, conversation_id, first_at, last_at) VALUES (?, ?, ?, ?, ?, NOW(3), NOW(3))
     ON DUPLICATE KEY UPDATE count = count + 1, conversation_id = COALESCE(VALUES(conversation_id), conversation_id), last_at = NOW(3),
       closed_at = IF(document_id IS NULL AND closed_at > NOW(3) - INTERVAL ${DISMISSED_DAYS} DAY, closed_at, NULL)`,
    [idToBytes(newId()), idToBytes(workspaceId), questionHash(text), text, conversationId ? idToBytes(conversationId) : null],
  );
  return true;
}
