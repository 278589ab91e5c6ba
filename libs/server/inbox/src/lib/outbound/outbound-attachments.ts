import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { AttachmentKind, AttachmentState } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import type { LockedConversation } from '../conversations/conversation-lock';
import type { SendableFile } from './outgoing-content';

/** An uploaded file that waits to be sent. */
export interface WaitingFile {
  id: string;
  kind: AttachmentKind;
  fileName: string | null;
}

interface Row {
  id: Buffer;
  kind: AttachmentKind;
  state: AttachmentState;
  file_name: string | null;
  conversation_id: Buffer | null;
  message_id: Buffer | null;
  created_by: Buffer | null;
  problem_words: string | null;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** An id that ends sooner is not used: the send may wait for its turn. */
const USABLE_FOR_S = 3600;

/**
 * Files that a message is about to send, locked until it is stored.
 * @param userId who sends; null: MailTrixy itself. Nobody sends what a colleague has only attached
 * @param field of the request, for words about a file that cannot go
 * @throws DomainError INBOX_CONTENT_INVALID, ATTACHMENT_NOT_READY
 */
export async function lockWaitingFile(tx: EntityManager, conversation: LockedConversation, userId: string | null, attachmentId: unknown, field: string): Promise<WaitingFile> {
  const refuse = (message: string) => new DomainError('INBOX_CONTENT_INVALID', message, { errors: [{ field, message }] });
  if (typeof attachmentId !== 'string' || !UUID.test(attachmentId)) throw refuse('Choose a file.');
  const [row]: Row[] = await tx.query("SELECT id, kind, state, file_name, conversation_id, message_id, created_by, problem_words FROM attachment WHERE id = ? AND workspace_id = ? AND direction = 'out' FOR UPDATE", [idToBytes(attachmentId), idToBytes(conversation.workspaceId)]);
  const foreign = userId !== null && row?.created_by && bytesToId(row.created_by) !== userId;
  if (!row || foreign || (row.conversation_id && bytesToId(row.conversation_id) !== conversation.id)) throw refuse('You did not upload this file for this conversation.');
  if (row.message_id) throw refuse('This file was sent already. Attach it again.');
  if (row.state === 'failed') throw refuse(row.problem_words ?? 'This file cannot be sent.');
  if (row.state !== 'ready') throw new DomainError('ATTACHMENT_NOT_READY', 'The file is still being prepared. Try again in a moment.');
  return { id: bytesToId(row.id), kind: row.kind, fileName: row.file_name };
}

/** From now on the files are the message's. */
export async function giveFiles(tx: EntityManager, conversation: LockedConversation, messageId: string, attachmentIds: readonly string[]): Promise<void> {
  if (!attachmentIds.length) return;
  await tx.query('UPDATE attachment SET message_id = ?, conversation_id = ?, channel_id = ? WHERE id IN (?)', [idToBytes(messageId), idToBytes(conversation.id), idToBytes(conversation.channelId), [...attachmentIds].sort().map(idToBytes)]);
}

/** Those of the files that the channel's provider holds for a while to come, by our id. */
export async function sendableFiles(tx: EntityManager, channelId: string, attachmentIds: readonly string[]): Promise<Map<string, SendableFile>> {
  if (!attachmentIds.length) return new Map();
  const rows: { id: Buffer; provider_media_id: string; file_name: string | null }[] = await tx.query(
    'SELECT u.attachment_id AS id, u.provider_media_id, a.file_name FROM attachment_upload u JOIN attachment a ON a.id = u.attachment_id WHERE u.attachment_id IN (?) AND u.channel_id = ? AND u.expires_at > NOW(3) + INTERVAL ? SECOND',
    [attachmentIds.map(idToBytes), idToBytes(channelId), USABLE_FOR_S],
  );
  return new Map(rows.map((row) => [bytesToId(row.id), { mediaId: row.provider_media_id, fileName: row.file_name }]));
}

/** The provider may have lost them, or never liked them: the next try uploads them anew. */
export async function forgetUploads(tx: EntityManager, channelId: string, attachmentIds: readonly string[]): Promise<void> {
  if (attachmentIds.length) await tx.query('DELETE FROM attachment_upload WHERE attachment_id IN (?) AND channel_id = ?', [[...attachmentIds].sort().map(idToBytes), idToBytes(channelId)]);
}
