import { createHash } from 'node:crypto';
import type { SeededWorkspace } from '@mailtrixy/server/accounts/testing';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { DataSource } from 'typeorm';

/** A workspace with one row of everything that a route's path can name. */
export interface Victim {
  workspace: SeededWorkspace;
  userId: string;
  invitationId: string;
  sessionId: string;
  channelId: string;
  secretId: string;
  conversationId: string;
  contactId: string;
  otherContactId: string;
  mergeId: string;
  messageId: string;
  attachmentId: string;
  logId: string;
  rejectedId: string;
  templateId: string;
  noticeId: string;
}

/** Writes the rows by hand, so that the walk does not depend on the code it tests. */
export async function seedVictim(dataSource: DataSource, workspace: SeededWorkspace): Promise<Victim> {
  const ids = { attachmentId: newId(), invitationId: newId(), sessionId: newId(), channelId: newId(), secretId: newId(), conversationId: newId(), contactId: newId(), otherContactId: newId(), mergeId: newId(), messageId: newId(), logId: newId(), rejectedId: newId(), templateId: newId(), noticeId: newId() };
  const ws = idToBytes(workspace.workspaceId);
  const owner = idToBytes(workspace.members.owner.userId);
  const [contactId, mergedId] = [idToBytes(ids.contactId), idToBytes(newId())];
  const channel = idToBytes(ids.channelId);
  const number = String(Math.floor(Math.random() * 1e15));
  const hash = () => createHash('sha256').update(newId()).digest();
  const insert = (table: string, row: Record<string, unknown>) => dataSource.query(`INSERT INTO \`${table}\` (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row).map(() => '?').join(', ')})`, Object.values(row));
  const at = new Date();

  await insert('invitation', { id: idToBytes(ids.invitationId), workspace_id: ws, client_id: newId(), email: null, role: 'agent', token_hash: hash(), created_by: owner, expires_at: new Date(Date.now() + 86_400_000) });
  await insert('session', { id: idToBytes(ids.sessionId), token_hash: hash(), user_id: owner, workspace_id: ws, ip: '192.0.2.1', user_agent: 'x', expires_at: new Date(Date.now() + 86_400_000) });
  await insert('channel', { id: channel, workspace_id: ws, kind: 'whatsapp', mode: 'live', status: 'active', name: 'Victim', external_id: number, waba_id: '1', active_key: number, settings: '{"readReceipts":"off","reopenWithinDays":null}' });
  await insert('channel_secret', { id: idToBytes(ids.secretId), workspace_id: ws, channel_id: channel, name: 'app_secret', ciphertext: Buffer.alloc(40, 1), key_id: 'k0', last4: '1234', state: 'retiring', set_by: owner });
  await insert('channel_health', { channel_id: channel, workspace_id: ws });
  await insert('contact', { id: contactId, workspace_id: ws, profile_name: 'Customer' });
  await insert('contact', { id: idToBytes(ids.otherContactId), workspace_id: ws, profile_name: 'Other customer' });
  await insert('contact', { id: mergedId, workspace_id: ws, profile_name: 'Same customer', merged_into: contactId });
  await insert('contact_merge', { id: idToBytes(ids.mergeId), workspace_id: ws, kept_id: contactId, merged_id: mergedId, merged_name: 'Same customer', moved: '{"identities":[],"conversations":[],"resolved":[],"windows":[],"facts":{"savedName":null,"profileName":null,"optedOut":false}}' });
  await insert('contact_identity', { id: idToBytes(newId()), workspace_id: ws, contact_id: contactId, kind: 'wa_id', value: number, unique_value: number });
  await insert('conversation', { id: idToBytes(ids.conversationId), workspace_id: ws, channel_id: channel, contact_id: contactId, status: 'open', open_slot: 1, address_kind: 'wa_id', address: number, last_seq: 1, last_message_at: at, preview: 'hello', preview_seq: 1, unread_count: 1, unread_flag: 1 });
  await insert('message', { conversation_id: idToBytes(ids.conversationId), seq: 1, id: idToBytes(ids.messageId), workspace_id: ws, channel_id: channel, direction: 'out', type: 'text', body: 'hello', author_kind: 'user', author_id: owner, delivery_status: 'failed', failed_at: at });
  await insert('attachment', { id: idToBytes(ids.attachmentId), workspace_id: ws, direction: 'out', kind: 'image', state: 'ready', mime_type: 'image/png', size_bytes: 1, storage_key: `${workspace.workspaceId}/00/${ids.attachmentId}.original`, client_id: newId(), created_by: owner });
  await insert('reply_window', { channel_id: channel, contact_id: contactId, workspace_id: ws, expires_at: new Date(Date.now() + 3_600_000) });
  await insert('webhook_event', { id: idToBytes(ids.logId), state: 'done', source: 'http', received_at: at, body: Buffer.from('{}'), body_bytes: 2, body_sha256: hash(), matched_channels: channel, remote_ip: '192.0.2.1', request_id: 'r' });
  await insert('webhook_event_channel', { workspace_id: ws, channel_id: channel, received_at: at, event_id: idToBytes(ids.logId), subject: 'messages', state: 'done' });
  await insert('webhook_rejected', { id: idToBytes(ids.rejectedId), workspace_id: ws, channel_id: channel, method: 'POST', received_at: at, reason: 'signature', claimed_external_id: number, headers: '{}', tried: '[]', body: Buffer.from('{}'), body_bytes: 2, body_whole: 1, remote_ip: '192.0.2.1', request_id: 'r' });
  await insert('channel_notice', { id: idToBytes(ids.noticeId), workspace_id: ws, channel_id: channel, dedup_key: hash(), field: 'security', severity: 'warn', words: 'x', at });
  await insert('template', { id: idToBytes(ids.templateId), workspace_id: ws, waba_id: '1', external_id: '17', name: 'parcel_update', language: 'en', status: 'REJECTED', category: 'UTILITY', components: '[{"type":"BODY","text":"Hi"}]', content_hash: hash() });
  return { ...ids, workspace, userId: workspace.members.agent.userId };
}

/** Every row of the workspace in every table, as one text to compare. */
export async function everythingOf(dataSource: DataSource, workspaceId: string): Promise<string> {
  const tables: { name: string }[] = await dataSource.query("SELECT TABLE_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME = 'workspace_id' ORDER BY TABLE_NAME");
  const parts: string[] = [];
  for (const { name } of tables) parts.push(`${name}: ${rowsAsText(await dataSource.query(`SELECT * FROM \`${name}\` WHERE workspace_id = ?`, [idToBytes(workspaceId)]))}`);
  parts.push(`user: ${rowsAsText(await dataSource.query('SELECT u.* FROM `user` u JOIN membership m ON m.user_id = u.id WHERE m.workspace_id = ?', [idToBytes(workspaceId)]))}`);
  return parts.join('\n');
}

function rowsAsText(rows: object[]): string {
  return rows.map((row) => JSON.stringify(row)).sort().join('\n');
}
