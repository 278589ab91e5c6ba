import { idToBytes } from '@mailtrixy/server/platform/database';
import type { MessageContent, MessageVersion } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';

interface Row {
  change_kind: 'edit' | 'revoke';
  body: string | null;
  previous_body: string | null;
  provider_ts: Date;
}

/** Every text that a message had, the first one first; empty when nobody changed it. */
export async function loadVersions(manager: EntityManager, messageId: string): Promise<MessageVersion[]> {
  const [message]: { channel_id: Buffer; external_id: string | null; payload: { content?: MessageContent } | string | null; at: Date }[] = await manager.query('SELECT channel_id, external_id, payload, COALESCE(provider_ts, created_at) AS at FROM message WHERE id = ?', [idToBytes(messageId)]);
  if (!message?.external_id) return [];
  const rows: Row[] = await manager.query('SELECT change_kind, body, previous_body, provider_ts FROM message_revision WHERE channel_id = ? AND target_external_id = ? AND applied_at IS NOT NULL ORDER BY applied_at, provider_ts, external_id', [message.channel_id, message.external_id]);
  if (!rows.length) return [];
  const changes = [...rows].sort((a, b) => a.provider_ts.getTime() - b.provider_ts.getTime());
  // The first change that came, not the oldest one, met the text as it was written.
  const payload = typeof message.payload === 'string' ? (JSON.parse(message.payload) as { content?: MessageContent }) : message.payload;
  const original: MessageVersion = { kind: 'original', body: rows[0].previous_body, content: payload?.content ?? null, at: message.at.toISOString() };
  return [original, ...changes.map(({ change_kind, body, provider_ts }): MessageVersion => ({ kind: change_kind, body, content: null, at: provider_ts.toISOString() }))];
}
