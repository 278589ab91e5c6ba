import type { InboundAddressBook } from '@mailtrixy/server/channels';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { EntityManager } from 'typeorm';
import type { PersonOnChannel } from './newest-conversation';

/** The name from the phone's address book, for a contact to whom nobody gave one here. Removing the entry takes nothing away. */
export async function keepSavedName(tx: EntityManager, { workspaceId, contactId }: PersonOnChannel, { savedName, action }: InboundAddressBook): Promise<void> {
  if (action === 'remove' || !savedName) return;
  const { affectedRows }: { affectedRows: number } = await tx.query("UPDATE contact SET saved_name = ?, version = version + 1, updated_at = NOW(3) WHERE id = ? AND (saved_name IS NULL OR saved_name = '')", [savedName, idToBytes(contactId)]);
  if (affectedRows) await tellContactChanged(tx, workspaceId, contactId);
}

/** Its name stands in the rows of its conversations. */
export async function tellContactChanged(tx: EntityManager, workspaceId: string, contactId: string): Promise<void> {
  const rows: { id: Buffer; channelId: Buffer }[] = await tx.query('SELECT id, channel_id AS channelId FROM conversation WHERE workspace_id = ? AND contact_id = ? ORDER BY id FOR UPDATE', [idToBytes(workspaceId), idToBytes(contactId)]);
  if (!rows.length) return;
  await tx.query('UPDATE conversation SET version = version + 1 WHERE id IN (?)', [rows.map(({ id }) => id)]);
  await appendOutbox(tx, rows.map(({ id, channelId }) => ({ workspaceId, topic: 'conversation.updated' as const, channelId: bytesToId(channelId), conversationId: bytesToId(id) })));
}
