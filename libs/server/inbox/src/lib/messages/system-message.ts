import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { LockedConversation } from '../conversations/conversation-lock';

/**
 * A line in the thread about what happened to the conversation, e.g. "resolved". It does not move the conversation in
 * the list: only people's words do. Advances `conversation.lastSeq`.
 * @returns the message's id, for the outbox
 */
export async function addSystemMessage(tx: EntityManager, conversation: LockedConversation, event: string, authorId: string | null, facts: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  conversation.lastSeq++;
  await tx.query(`INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, payload, author_kind, author_id) VALUES (?, ?, ?, ?, ?, 'system', ?, ?, ?, ?)`, [
    idToBytes(conversation.id),
    conversation.lastSeq,
    idToBytes(id),
    idToBytes(conversation.workspaceId),
    idToBytes(conversation.channelId),
    event,
    JSON.stringify({ event, ...facts }),
    authorId ? 'user' : 'system',
    nullableIdToBytes(authorId),
  ]);
  await tx.query('UPDATE conversation SET last_seq = ? WHERE id = ?', [conversation.lastSeq, idToBytes(conversation.id)]);
  return id;
}

/**
 * A line with its own words, e.g. what the provider told about this person. It counts neither as unread nor as a word
 * that moves the conversation. Advances `conversation.lastSeq`.
 * @returns the message's id, for the outbox
 */
export async function addNotice(
  tx: EntityManager,
  conversation: Pick<LockedConversation, 'id' | 'workspaceId' | 'channelId' | 'lastSeq'>,
  notice: { event: string; words: string; authorId?: string | null; facts?: Record<string, unknown>; at?: Date | null },
): Promise<string> {
  const id = newId();
  const { event, words, authorId = null, facts = {}, at = null } = notice;
  conversation.lastSeq++;
  await tx.query(`INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, body, payload, author_kind, author_id, provider_ts) VALUES (?, ?, ?, ?, ?, 'system', ?, ?, ?, ?, ?, ?)`, [
    idToBytes(conversation.id),
    conversation.lastSeq,
    idToBytes(id),
    idToBytes(conversation.workspaceId),
    idToBytes(conversation.channelId),
    event,
    words,
    JSON.stringify({ event, ...facts }),
    authorId ? 'user' : 'system',
    nullableIdToBytes(authorId),
    at,
  ]);
  await tx.query('UPDATE conversation SET last_seq = ? WHERE id = ?', [conversation.lastSeq, idToBytes(conversation.id)]);
  return id;
}
