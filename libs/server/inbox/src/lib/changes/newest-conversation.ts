import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { EntityManager } from 'typeorm';
import { lockConversations, type LockedConversation } from '../conversations/conversation-lock';
import { addNotice } from '../messages/system-message';

/** A known person on one channel, at the provider's time of what happened. */
export interface PersonOnChannel {
  workspaceId: string;
  channelId: string;
  contactId: string;
  at: Date;
}

/** Locked; the open one, else the newest. Null: the person never wrote here. */
export async function lockNewestConversation(tx: EntityManager, { channelId, contactId }: PersonOnChannel): Promise<LockedConversation | null> {
  const [row]: { id: Buffer }[] = await tx.query('SELECT id FROM conversation WHERE channel_id = ? AND contact_id = ? ORDER BY open_slot DESC, last_message_at DESC LIMIT 1', [idToBytes(channelId), idToBytes(contactId)]);
  return row ? ((await lockConversations(tx, [bytesToId(row.id)], 'wait'))[0] ?? null) : null;
}

/** What the newest line of these events says; there are few of them, but no index: for rare changes only. */
export async function newestLine(tx: EntityManager, conversation: LockedConversation, events: readonly string[]): Promise<{ event: string; at: Date } | null> {
  const [row]: { event: string; at: Date }[] = await tx.query("SELECT type AS event, provider_ts AS at FROM message WHERE conversation_id = ? AND direction = 'system' AND type IN (?) AND provider_ts IS NOT NULL ORDER BY provider_ts DESC, seq DESC LIMIT 1", [idToBytes(conversation.id), events]);
  return row ?? null;
}

/** A line in the thread, its frame, and a new version of the conversation. */
export async function tellInThread(tx: EntityManager, conversation: LockedConversation, notice: Parameters<typeof addNotice>[2]): Promise<void> {
  const entityId = await addNotice(tx, conversation, notice);
  await tx.query('UPDATE conversation SET version = version + 1 WHERE id = ?', [idToBytes(conversation.id)]);
  await appendOutbox(tx, [{ workspaceId: conversation.workspaceId, topic: 'message.created', channelId: conversation.channelId, conversationId: conversation.id, entityId }]);
}
