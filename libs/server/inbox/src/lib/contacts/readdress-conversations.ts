import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { EntityManager } from 'typeorm';
import type { Release } from './link-sightings';

/**
 * An answer must never go to the new holder of an old number: conversations that had it as their address get the one
 * that the provider gave instead, else another address of their contact. The caller holds the contacts' locks.
 */
export async function readdressConversations(tx: EntityManager, releases: readonly Release[]): Promise<void> {
  for (const { workspaceId, contactId, identity, instead } of releases) {
    const [workspace, contact] = [idToBytes(workspaceId), idToBytes(contactId)];
    const rows: { id: Buffer; channelId: Buffer }[] = await tx.query('SELECT id, channel_id AS channelId FROM conversation WHERE workspace_id = ? AND contact_id = ? AND address = ? ORDER BY id FOR UPDATE', [workspace, contact, identity.value]);
    if (!rows.length) continue;
    const [other]: { kind: string; value: string }[] = instead ? [instead] : await tx.query("SELECT kind, value FROM contact_identity WHERE workspace_id = ? AND contact_id = ? AND unique_value IS NOT NULL AND kind IN ('bsuid', 'wa_id', 'phone') ORDER BY FIELD(kind, 'bsuid', 'wa_id', 'phone'), created_at DESC LIMIT 1", [workspace, contact]);
    if (!other) continue;
    await tx.query('UPDATE conversation SET address_kind = ?, address = ?, version = version + 1 WHERE id IN (?)', [other.kind, other.value, rows.map(({ id }) => id)]);
    await appendOutbox(tx, rows.map(({ id, channelId }) => ({ workspaceId, topic: 'conversation.updated' as const, channelId: bytesToId(channelId), conversationId: bytesToId(id) })));
  }
}
