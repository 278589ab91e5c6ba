import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { authorColumns, type LineAuthor } from '../conversations/automation-actor';
import type { LockedConversation } from '../conversations/conversation-lock';

/**
 * A line in the thread about what happened to the conversation, e.g. "resolved". It does not move the conversation in
 * the list: only people's words do. Advances `conversation.lastSeq`.
 * @returns the message's id, for the outbox
 */
export async function addSystemMessage(tx: EntityManager, conversation: LockedConversation, event: string, author: LineAuthor, facts: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const by = authorColumns(author);
  conversation.lastSeq++;
  await tx.query(`INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, payload, author_kind, author_id) VALUES (?, ?, ?, ?, ?, 'system', ?, ?, ?, ?)`, [
    idToBytes(conversation.id),
    conversation.lastSeq,
    idToBytes(id),
    idToBytes(conversation.workspaceId),
    idToBytes(conversation.channelId),
    event,
    JSON.stringify({ event, ...facts, ...by.facts }),
    by.kind,
    nullableIdToBytes(by.userId),
  ]);
  await tx.query('UPDATE conversation SET last_seq = ? WHERE id = ?', [conversation.lastSeq, idToBytes(conversation.id)]);
  return id;
}

export interface NoticeLine {
  event: string;
  words: string;
  authorId?: LineAuthor;
  facts?: Record<string, unknown>;
  at?: Date | null;
  /** Unique over all messages: the second one with it fails on its key. */
  originKey?: string | null;
}

/**
 * A line with its own words, e.g. what the provider told about this person. It counts neither as unread nor as a word
 * that moves the conversation. Advances `conversation.lastSeq`.
 * @returns the message's id, for the outbox
 */
export async function addNotice(
  tx: EntityManager,
  conversation: Pick<LockedConversation, 'id' | 'workspaceId' | 'channelId' | 'lastSeq'>,
  notice: NoticeLine,
): Promise<string> {
  const id = newId();
  const { event, words, authorId = null, facts = {}, at = null, originKey = null } = notice;
  const by = authorColumns(authorId);
  conversation.lastSeq++;
  await tx.query(`INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, body, payload, author_kind, author_id, provider_ts, origin_key) VALUES (?, ?, ?, ?, ?, 'system', ?, ?, ?, ?, ?, ?, ?)`, [
    idToBytes(conversation.id),
    conversation.lastSeq,
    idToBytes(id),
    idToBytes(conversation.workspaceId),
    idToBytes(conversation.channelId),
    event,
    words,
    JSON.stringify({ event, ...facts, ...by.facts }),
    by.kind,
    nullableIdToBytes(by.userId),
    at,
    originKey,
  ]);
  await tx.query('UPDATE conversation SET last_seq = ? WHERE id = ?', [conversation.lastSeq, idToBytes(conversation.id)]);
  return id;
}
