import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox, type OutboxEntry } from '@mailtrixy/server/platform/realtime';
import type { EntityManager } from 'typeorm';
import { loadContacts } from '../conversations/contact-refs';
import { lockConversations, type LockedConversation } from '../conversations/conversation-lock';
import { addNotice } from '../messages/system-message';
import { attributesJson, joined, missingAttributes, readAttributes } from './contact-attributes';
import { newestPreference, storedPreference, type MarketingPreference } from './marketing-preference';
import type { MovedThings } from './moved-things';

interface ContactFacts extends MarketingPreference {
  saved_name: string | null;
  profile_name: string | null;
  attributes: unknown;
}

/**
 * `mergedId` becomes part of `keptId`: addresses, conversations and windows move; nothing is deleted, so that it can be
 * undone. Where both have an open conversation on one channel, the one with the older last message is resolved; its
 * unread messages then count in the other one. The caller holds both contacts' locks and has checked that they differ.
 * @param userId null: MailTrixy itself, because a delivery proved it
 * @returns the merge's id
 */
export async function mergeContacts(tx: EntityManager, workspaceId: string, keptId: string, mergedId: string, userId: string | null): Promise<string> {
  const [workspace, kept, merged] = [workspaceId, keptId, mergedId].map(idToBytes);
  const names = await loadContacts(tx, workspaceId, [keptId, mergedId]);
  const mergedName = names.get(mergedId)?.displayName ?? 'Unknown person';
  const found: { id: Buffer }[] = await tx.query('SELECT id FROM conversation WHERE workspace_id = ? AND contact_id IN (?)', [workspace, [kept, merged]]);
  const conversations = await lockConversations(tx, found.map(({ id }) => bytesToId(id)), 'wait');

  const moved: MovedThings = {
    identities: await moveIdentities(tx, workspace, kept, merged),
    conversations: conversations.filter(({ contactId }) => contactId === mergedId).map(({ id }) => id),
    resolved: [],
    windows: await joinWindows(tx, workspace, kept, merged),
    facts: await joinFacts(tx, kept, merged),
  };
  const mergeId = newId();
  const outbox: OutboxEntry[] = [];
  const tell = (conversation: LockedConversation, messageId: string) => outbox.push({ workspaceId, topic: 'message.created', channelId: conversation.channelId, conversationId: conversation.id, entityId: messageId });
  const notice = async (conversation: LockedConversation, words: string) => tell(conversation, await addNotice(tx, conversation, { event: 'contact_merged', words, authorId: userId, facts: { mergeId, mergedName } }));

  const open = conversations.filter(({ status }) => status !== 'resolved');
  for (const [older, newer] of await clashes(tx, open)) {
    await tx.query("UPDATE conversation SET status = 'resolved', open_slot = NULL, resolved_at = NOW(3), snoozed_until = NULL, ai_state = NULL WHERE id = ?", [idToBytes(older.id)]);
    moved.resolved.push({ id: older.id, status: older.status });
    await notice(older, 'Resolved: this is one person with a newer conversation on this channel');
    await notice(newer, `Merged with ${mergedName}${older.unreadCount ? `; ${older.unreadCount} unread in the earlier conversation` : ''}`);
    if (older.unreadCount) await tx.query('UPDATE conversation SET first_unread_seq = IF(unread_count = 0, ?, first_unread_seq), unread_count = unread_count + ?, unread_flag = 1 WHERE id = ?', [newer.lastSeq, older.unreadCount, idToBytes(newer.id)]);
  }
  const told = new Set(outbox.map(({ conversationId }) => conversationId));
  for (const conversation of open.filter(({ id }) => !told.has(id))) await notice(conversation, `Merged with ${conversation.contactId === keptId ? mergedName : (names.get(keptId)?.displayName ?? 'another contact')}`);

  if (moved.conversations.length) await tx.query('UPDATE conversation SET contact_id = ? WHERE id IN (?)', [kept, moved.conversations.map(idToBytes)]);
  if (conversations.length) await tx.query('UPDATE conversation SET version = version + 1 WHERE id IN (?)', [conversations.map(({ id }) => idToBytes(id))]);
  await tx.query('UPDATE contact SET merged_into = ?, version = version + 1 WHERE id = ?', [kept, merged]);
  await tx.query('INSERT INTO contact_merge (id, workspace_id, kept_id, merged_id, merged_name, moved, user_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, NOW(3))', [idToBytes(mergeId), workspace, kept, merged, mergedName, JSON.stringify(moved), nullableIdToBytes(userId)]);
  await appendOutbox(tx, [...outbox, ...conversations.map(({ id, channelId }) => ({ workspaceId, topic: 'conversation.updated' as const, channelId, conversationId: id }))]);
  return mergeId;
}

async function moveIdentities(tx: EntityManager, workspace: Buffer, kept: Buffer, merged: Buffer): Promise<string[]> {
  const rows: { id: Buffer }[] = await tx.query('SELECT id FROM contact_identity WHERE workspace_id = ? AND contact_id = ?', [workspace, merged]);
  if (rows.length) await tx.query('UPDATE contact_identity SET contact_id = ? WHERE id IN (?)', [kept, rows.map(({ id }) => id)]);
  return rows.map(({ id }) => bytesToId(id));
}

/** The later window counts: Meta's window is the person's, whichever address was used. The merged contact's rows stay for the way back. */
async function joinWindows(tx: EntityManager, workspace: Buffer, kept: Buffer, merged: Buffer): Promise<MovedThings['windows']> {
  const rows: { channel_id: Buffer; contact_id: Buffer; expires_at: Date }[] = await tx.query('SELECT w.channel_id, w.contact_id, w.expires_at FROM channel c JOIN reply_window w ON w.channel_id = c.id WHERE c.workspace_id = ? AND w.contact_id IN (?) ORDER BY w.channel_id', [workspace, [kept, merged]]);
  const windows: MovedThings['windows'] = [];
  for (const row of rows.filter(({ contact_id }) => contact_id.equals(merged))) {
    const before = rows.find(({ channel_id, contact_id }) => channel_id.equals(row.channel_id) && contact_id.equals(kept))?.expires_at ?? null;
    const after = before && before > row.expires_at ? before : row.expires_at;
    await tx.query('INSERT INTO reply_window (channel_id, contact_id, workspace_id, expires_at) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE expires_at = GREATEST(expires_at, VALUES(expires_at))', [row.channel_id, kept, workspace, row.expires_at]);
    windows.push({ channelId: bytesToId(row.channel_id), before: before?.toISOString() ?? null, after: after.toISOString() });
  }
  return windows;
}

/** Names and attributes that the kept contact lacks come from the other one; of what they said about marketing the newest counts. */
async function joinFacts(tx: EntityManager, kept: Buffer, merged: Buffer): Promise<MovedThings['facts']> {
  const rows: (ContactFacts & { id: Buffer })[] = await tx.query('SELECT id, saved_name, profile_name, opted_out_at AS optedOutAt, opt_source AS source, opt_changed_at AS changedAt, attributes FROM contact WHERE id IN (?)', [[kept, merged]]);
  const [a, b] = [kept, merged].map((id) => rows.find((row) => row.id.equals(id)));
  if (!a || !b) return { savedName: null, profileName: null };
  const own = readAttributes(a.attributes);
  const wish = newestPreference(a, b);
  const taken = { savedName: a.saved_name === null ? b.saved_name : null, profileName: a.profile_name === null ? b.profile_name : null, preference: wish === b ? { before: storedPreference(a), after: storedPreference(b) } : null, attributes: missingAttributes(own, readAttributes(b.attributes)) };
  await tx.query('UPDATE contact SET saved_name = COALESCE(saved_name, ?), profile_name = COALESCE(profile_name, ?), opted_out_at = ?, opt_source = ?, opt_changed_at = ?, version = version + 1, updated_at = NOW(3) WHERE id = ?', [b.saved_name, b.profile_name, wish.optedOutAt, wish.source, wish.changedAt, kept]);
  if (Object.keys(taken.attributes).length) await tx.query('UPDATE contact SET attributes = ?, attributes_at = NOW(3) WHERE id = ?', [attributesJson(joined(own, taken.attributes)), kept]);
  return taken;
}

/** Pairs of open conversations on one channel, the one with the older last message first. */
async function clashes(tx: EntityManager, open: readonly LockedConversation[]): Promise<[LockedConversation, LockedConversation][]> {
  const pairs: [LockedConversation, LockedConversation][] = [];
  for (const a of open) {
    const b = open.find((other) => other.channelId === a.channelId && other.id > a.id);
    if (!b) continue;
    const [oldest]: { id: Buffer }[] = await tx.query('SELECT id FROM conversation WHERE id IN (?) ORDER BY last_message_at, id LIMIT 1', [[a.id, b.id].map(idToBytes)]);
    pairs.push(bytesToId(oldest.id) === a.id ? [a, b] : [b, a]);
  }
  return pairs;
}
