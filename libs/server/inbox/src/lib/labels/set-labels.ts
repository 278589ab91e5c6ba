import { idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { EntityManager } from 'typeorm';
import type { LockedConversation } from '../conversations/conversation-lock';

/** More help nobody to find anything. */
export const LABELS_PER_CONVERSATION = 20;

/**
 * Adds and removes; a label in both is removed. The caller holds the conversation's lock, counts its version and writes the outbox.
 * @returns false: nothing changed
 * @throws DomainError VALIDATION_FAILED for labels that do not exist, or too many
 */
export async function setLabels(tx: EntityManager, conversation: LockedConversation, { add, remove }: { add: readonly string[]; remove: readonly string[] }): Promise<boolean> {
  const [workspace, id] = [idToBytes(conversation.workspaceId), idToBytes(conversation.id)];
  const adding = [...new Set(add)].filter((label) => !remove.includes(label)).sort();
  let changed = 0;
  if (remove.length) {
    const { affectedRows }: { affectedRows: number } = await tx.query('DELETE FROM conversation_label WHERE conversation_id = ? AND workspace_id = ? AND label_id IN (?)', [id, workspace, [...remove].sort().map(idToBytes)]);
    changed += affectedRows;
  }
  if (!adding.length) return changed > 0;
  // Locked, so that a label that is deleted in the same moment leaves no trace of itself behind.
  const known: { id: Buffer }[] = await tx.query('SELECT id FROM label WHERE workspace_id = ? AND id IN (?) ORDER BY id LOCK IN SHARE MODE', [workspace, adding.map(idToBytes)]);
  if (known.length < adding.length) throw refused('This label does not exist any more.');
  const { affectedRows: inserted }: { affectedRows: number } = await tx.query(
    'INSERT IGNORE INTO conversation_label (conversation_id, label_id, workspace_id, last_message_at) SELECT c.id, l.id, c.workspace_id, c.last_message_at FROM conversation c JOIN label l ON l.workspace_id = c.workspace_id WHERE c.id = ? AND l.id IN (?)',
    [id, adding.map(idToBytes)],
  );
  const [{ labels }]: { labels: number }[] = await tx.query('SELECT COUNT(*) AS labels FROM conversation_label WHERE conversation_id = ?', [id]);
  if (Number(labels) > LABELS_PER_CONVERSATION) throw refused(`A conversation may have ${LABELS_PER_CONVERSATION} labels.`);
  return changed + inserted > 0;
}

function refused(message: string): DomainError {
  return new DomainError('VALIDATION_FAILED', message, { errors: [{ field: 'add', message }] });
}
