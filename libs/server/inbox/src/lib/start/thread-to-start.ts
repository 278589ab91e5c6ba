import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { EntityManager } from 'typeorm';
import { lockConversation, type LockedConversation } from '../conversations/conversation-lock';
import { reopen } from '../conversations/reopen';
import type { Reach, RecipientAddress } from './recipient-address';

const DAY_MS = 86_400_000;

export interface StartPlace {
  workspaceId: string;
  channelId: string;
  contactId: string;
  userId: string;
  /** Channel setting: an older resolved conversation stays closed. Null: always the same one. */
  reopenWithinDays: number | null;
  /** Also into one that is open. */
  intoOpen: boolean;
}

/**
 * The conversation that a started message goes into: the open one where that is wanted, the newest resolved one opened
 * again, or a new one. Call it with the contact locked, so that nobody makes another one meanwhile.
 * @returns with the id of the line "reopened", for the outbox
 * @throws DomainError INBOX_ALREADY_OPEN with the conversation's id
 */
export async function threadToStart(tx: EntityManager, place: StartPlace, { address, newest }: Reach & { address: RecipientAddress }): Promise<{ conversation: LockedConversation; reopenedMessageId: string | null }> {
  const { workspaceId, channelId, contactId } = place;
  if (newest) {
    const conversation = await lockConversation(tx, workspaceId, newest.id);
    if (conversation.status !== 'resolved') {
      if (!place.intoOpen) throw new DomainError('INBOX_ALREADY_OPEN', 'There is an open conversation with this person on this channel. Open it and write there.', { conversationId: conversation.id });
      return { conversation, reopenedMessageId: null };
    }
    if (place.reopenWithinDays === null || (await resolvedAgoMs(tx, conversation.id)) <= place.reopenWithinDays * DAY_MS) return { conversation, reopenedMessageId: await reopen(tx, conversation, place.userId) };
  }
  const id = newId();
  await tx.query("INSERT INTO conversation (id, workspace_id, channel_id, contact_id, status, open_slot, address_kind, address, last_message_at) VALUES (?, ?, ?, ?, 'open', 1, ?, ?, NOW(3))", [idToBytes(id), idToBytes(workspaceId), idToBytes(channelId), idToBytes(contactId), address.kind, address.value]);
  return { conversation: await lockConversation(tx, workspaceId, id), reopenedMessageId: null };
}

async function resolvedAgoMs(tx: EntityManager, conversationId: string): Promise<number> {
  const [row]: { ago: number | string }[] = await tx.query('SELECT TIMESTAMPDIFF(MICROSECOND, COALESCE(resolved_at, last_message_at), NOW(3)) DIV 1000 AS ago FROM conversation WHERE id = ?', [idToBytes(conversationId)]);
  return Number(row.ago);
}
