import { idToBytes, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { EntityManager } from 'typeorm';
import { addSystemMessage } from '../messages/system-message';
import type { LineAuthor } from './automation-actor';
import type { LockedConversation } from './conversation-lock';

/*
 * What people and rules do to a conversation alike. Each takes the caller's lock, changes the row and leaves a line in the
 * thread; each gives that line's id for the outbox, or null where all is so already. The caller counts the version.
 */

export async function resolve(tx: EntityManager, conversation: LockedConversation, author: LineAuthor): Promise<string | null> {
  if (conversation.status === 'resolved') return null;
  // Nobody answers it any more: what the customer writes next begins anew.
  await tx.query("UPDATE conversation SET status = 'resolved', open_slot = NULL, resolved_at = NOW(3), snoozed_until = NULL, responder = 'none', ai_state = NULL WHERE id = ?", [idToBytes(conversation.id)]);
  conversation.status = 'resolved';
  conversation.responder = 'none';
  conversation.snoozedUntil = null;
  return addSystemMessage(tx, conversation, 'resolved', author);
}

/** @throws DomainError VALIDATION_FAILED for a person who cannot answer here */
export async function assign(tx: EntityManager, conversation: LockedConversation, author: LineAuthor, assigneeId: string | null): Promise<string | null> {
  if (conversation.assigneeId === assigneeId) return null;
  const name = assigneeId ? await memberName(tx, conversation.workspaceId, assigneeId) : null;
  await tx.query('UPDATE conversation SET assignee_id = ? WHERE id = ?', [nullableIdToBytes(assigneeId), idToBytes(conversation.id)]);
  conversation.assigneeId = assigneeId;
  return addSystemMessage(tx, conversation, assigneeId ? 'assigned' : 'unassigned', author, { assigneeId, assigneeName: name });
}

/** Out of the way until then, or until the customer writes. It keeps its place as the contact's open conversation. */
export async function snooze(tx: EntityManager, conversation: LockedConversation, author: LineAuthor, until: Date): Promise<string | null> {
  if (conversation.status === 'resolved') throw new DomainError('INBOX_CONVERSATION_RESOLVED', 'This conversation is resolved. Reopen it before you snooze it.');
  if (conversation.status === 'snoozed' && conversation.snoozedUntil?.getTime() === until.getTime()) return null;
  await tx.query("UPDATE conversation SET status = 'snoozed', snoozed_until = ? WHERE id = ?", [until, idToBytes(conversation.id)]);
  conversation.status = 'snoozed';
  conversation.snoozedUntil = until;
  return addSystemMessage(tx, conversation, 'snoozed', author, { until: until.toISOString() });
}

/** @param author null: its time has come */
export async function wake(tx: EntityManager, conversation: LockedConversation, author: LineAuthor): Promise<string | null> {
  if (conversation.status !== 'snoozed') return null;
  await tx.query("UPDATE conversation SET status = 'open', snoozed_until = NULL WHERE id = ?", [idToBytes(conversation.id)]);
  conversation.status = 'open';
  conversation.snoozedUntil = null;
  return addSystemMessage(tx, conversation, author ? 'unsnoozed' : 'snooze_ended', author);
}

/** Somebody who is active in this workspace and may answer. */
async function memberName(tx: EntityManager, workspaceId: string, userId: string): Promise<string> {
  const [row]: { name: string }[] = await tx.query("SELECT u.name FROM membership m JOIN `user` u ON u.id = m.user_id WHERE m.workspace_id = ? AND m.user_id = ? AND m.disabled_at IS NULL AND m.role <> 'viewer'", [idToBytes(workspaceId), idToBytes(userId)]);
  if (!row) throw new DomainError('VALIDATION_FAILED', 'This person cannot be assigned here.', { errors: [{ field: 'assigneeId', message: 'is not an active member who may answer' }] });
  return row.name;
}
