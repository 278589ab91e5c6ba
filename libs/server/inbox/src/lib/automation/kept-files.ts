import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { LockedConversation } from '../conversations/conversation-lock';

const SHARED = 'workspace_id, direction, kind, state, declared_type, mime_type, file_name, size_bytes, sha256, storage_key, preview_key, playable_key, width, height, duration_ms, peaks, pages, animated, ready_at';

/**
 * From now on this uploaded file is sent again and again, and is not removed as one that nobody sent.
 * @returns false for a file that is not there, not ready, or a message's already
 */
export async function keepFileForReplies(tx: EntityManager, workspaceId: string, attachmentId: string): Promise<boolean> {
  const [row]: { kept: number; state: string; message_id: Buffer | null }[] = await tx.query("SELECT kept, state, message_id FROM attachment WHERE id = ? AND workspace_id = ? AND direction = 'out' FOR UPDATE", [idToBytes(attachmentId), idToBytes(workspaceId)]);
  if (!row || row.state !== 'ready' || row.message_id) return false;
  if (!row.kept) await tx.query('UPDATE attachment SET kept = 1 WHERE id = ? AND workspace_id = ?', [idToBytes(attachmentId), idToBytes(workspaceId)]);
  return true;
}

/**
 * A row of its own over the same bytes, for one message. What the provider holds already is not uploaded again.
 * @returns the copy's id; the id that was asked for where that file is not a kept one
 */
export async function copyKeptFile(tx: EntityManager, conversation: LockedConversation, attachmentId: string): Promise<string> {
  const workspace = idToBytes(conversation.workspaceId);
  const [kept]: { id: Buffer }[] = await tx.query('SELECT id FROM attachment WHERE id = ? AND workspace_id = ? AND kept = 1', [idToBytes(attachmentId), workspace]);
  if (!kept) return attachmentId;
  const copy = idToBytes(newId());
  await tx.query(`INSERT INTO attachment (id, conversation_id, ${SHARED}) SELECT ?, ?, ${SHARED} FROM attachment WHERE id = ?`, [copy, idToBytes(conversation.id), kept.id]);
  await tx.query('INSERT INTO attachment_upload (attachment_id, channel_id, workspace_id, provider_media_id, expires_at) SELECT ?, channel_id, workspace_id, provider_media_id, expires_at FROM attachment_upload WHERE attachment_id = ?', [copy, kept.id]);
  return bytesToId(copy);
}
