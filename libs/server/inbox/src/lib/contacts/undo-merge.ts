import { bytesToId, idToBytes, isDuplicate } from '@mailtrixy/server/platform/database';
import { appendOutbox, type OutboxEntry } from '@mailtrixy/server/platform/realtime';
import type { ContactAttributes } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { lockConversations, type LockedConversation } from '../conversations/conversation-lock';
import { addNotice } from '../messages/system-message';
import { attributesJson, readAttributes, withoutTaken } from './contact-attributes';
import { readPreference } from './marketing-preference';
import type { MovedThings } from './moved-things';

/**
 * Gives back what a merge moved and what is still where the merge put it; addresses that were learned since stay with
 * the kept contact. The caller holds both contacts' locks.
 */
export async function undoMerge(tx: EntityManager, workspaceId: string, merge: { id: string; keptId: string; mergedId: string; mergedName: string; moved: MovedThings }, userId: string): Promise<void> {
  const { moved } = merge;
  const [workspace, kept, merged] = [workspaceId, merge.keptId, merge.mergedId].map(idToBytes);
  const found: { id: Buffer }[] = await tx.query('SELECT id FROM conversation WHERE workspace_id = ? AND contact_id = ?', [workspace, kept]);
  const conversations = await lockConversations(tx, found.map(({ id }) => bytesToId(id)), 'wait');
  const back = conversations.filter(({ id }) => moved.conversations.includes(id));

  if (moved.identities.length) await tx.query('UPDATE contact_identity SET contact_id = ? WHERE id IN (?) AND contact_id = ?', [merged, moved.identities.map(idToBytes), kept]);
  if (back.length) await tx.query('UPDATE conversation SET contact_id = ? WHERE id IN (?)', [merged, back.map(({ id }) => idToBytes(id))]);
  for (const { id, status } of moved.resolved) await reopenAsBefore(tx, conversations.find((conversation) => conversation.id === id), status);
  await splitWindows(tx, workspace, kept, merged, moved.windows);
  const { savedName, profileName } = moved.facts;
  await tx.query('UPDATE contact SET saved_name = IF(saved_name = ?, NULL, saved_name), profile_name = IF(profile_name = ?, NULL, profile_name), version = version + 1 WHERE id = ?', [savedName, profileName, kept]);
  await giveBackPreference(tx, kept, moved.facts);
  await giveBackAttributes(tx, kept, moved.facts.attributes ?? {});
  await tx.query('UPDATE contact SET merged_into = NULL, version = version + 1 WHERE id = ?', [merged]);
  await tx.query('UPDATE contact_merge SET undone_at = NOW(3) WHERE id = ?', [idToBytes(merge.id)]);

  const outbox: OutboxEntry[] = [];
  for (const conversation of conversations) {
    const entityId = await addNotice(tx, conversation, { event: 'contact_unmerged', words: `Separated from ${back.includes(conversation) ? 'the other contact' : merge.mergedName} again`, authorId: userId, facts: { mergeId: merge.id } });
    outbox.push({ workspaceId, topic: 'message.created', channelId: conversation.channelId, conversationId: conversation.id, entityId });
  }
  if (conversations.length) await tx.query('UPDATE conversation SET version = version + 1 WHERE id IN (?)', [conversations.map(({ id }) => idToBytes(id))]);
  await appendOutbox(tx, [...outbox, ...conversations.map(({ id, channelId }) => ({ workspaceId, topic: 'conversation.updated' as const, channelId, conversationId: id }))]);
}

/** Unless the person has said something since. */
async function giveBackPreference(tx: EntityManager, kept: Buffer, { preference, optedOut }: MovedThings['facts']): Promise<void> {
  if (preference) {
    const [before, after] = [preference.before, preference.after].map(readPreference);
    await tx.query('UPDATE contact SET opted_out_at = ?, opt_changed_at = ?, opt_source = ? WHERE id = ? AND opted_out_at <=> ? AND opt_changed_at <=> ?', [before.optedOutAt, before.changedAt, before.source, kept, after.optedOutAt, after.changedAt]);
  } else if (optedOut) await tx.query('UPDATE contact SET opted_out_at = NULL, opt_source = NULL WHERE id = ?', [kept]);
}

/** The merged contact has its own still; what somebody has changed since stays where it was changed. */
async function giveBackAttributes(tx: EntityManager, kept: Buffer, taken: ContactAttributes): Promise<void> {
  if (!Object.keys(taken).length) return;
  const [row]: { attributes: unknown }[] = await tx.query('SELECT attributes FROM contact WHERE id = ? FOR UPDATE', [kept]);
  const json = attributesJson(withoutTaken(readAttributes(row.attributes), taken));
  await tx.query(`UPDATE contact SET attributes = ?, attributes_at = ${json === null ? 'NULL' : 'NOW(3)'} WHERE id = ?`, [json, kept]);
}

/** Unless somebody has an open conversation there by now. */
async function reopenAsBefore(tx: EntityManager, conversation: LockedConversation | undefined, status: string): Promise<void> {
  if (conversation?.status !== 'resolved') return;
  try {
    await tx.query('UPDATE conversation SET status = ?, open_slot = 1, resolved_at = NULL WHERE id = ?', [status, idToBytes(conversation.id)]);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}

/** Where the joint window has grown since, nobody knows by whose address: both keep it, and Meta stays the judge. */
async function splitWindows(tx: EntityManager, workspace: Buffer, kept: Buffer, merged: Buffer, windows: MovedThings['windows']): Promise<void> {
  for (const { channelId, before, after } of windows) {
    const channel = idToBytes(channelId);
    const [now]: { expires_at: Date }[] = await tx.query('SELECT expires_at FROM reply_window WHERE channel_id = ? AND contact_id = ?', [channel, kept]);
    if (!now) continue;
    if (now.expires_at.toISOString() !== after) await tx.query('INSERT INTO reply_window (channel_id, contact_id, workspace_id, expires_at) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE expires_at = GREATEST(expires_at, VALUES(expires_at))', [channel, merged, workspace, now.expires_at]);
    else if (before === null) await tx.query('DELETE FROM reply_window WHERE channel_id = ? AND contact_id = ?', [channel, kept]);
    else await tx.query('UPDATE reply_window SET expires_at = ? WHERE channel_id = ? AND contact_id = ?', [new Date(before), channel, kept]);
  }
}
