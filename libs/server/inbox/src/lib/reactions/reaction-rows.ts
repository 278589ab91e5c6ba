import { bytesToId, idSql, listSql, nullableBytesToId, textSql } from '@mailtrixy/server/platform/database';
import type { Reaction } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';

/** What of a message finds its reactions: they are kept by the provider's id, also from before the message was known. */
export interface ReactableRow {
  id: Buffer;
  channel_id: Buffer;
  external_id: string | null;
  attempt_no: number;
}

interface ReactionRecord {
  channel_id: Buffer;
  target_external_id: string;
  side: 'contact' | 'us';
  emoji: string;
  user_id: Buffer | null;
  provider_ts: Date;
  delivery_status: string | null;
}

/** Reactions by message id, the customer's before ours. Each side has one at most. */
export async function loadReactions(manager: EntityManager, rows: readonly ReactableRow[]): Promise<Map<string, Reaction[]>> {
  const messages = new Map<string, string>();
  for (const row of rows) if (row.external_id) messages.set(keyOf(row.channel_id, row.external_id), bytesToId(row.id));
  // A message that was sent again has the id of its newest attempt; the customer may have reacted to an earlier one.
  const again = rows.filter(({ attempt_no }) => attempt_no > 1).map(({ id }) => bytesToId(id));
  const earlier: { message_id: Buffer; channel_id: Buffer; wamid: string }[] = again.length ? await manager.query(`SELECT message_id, channel_id, wamid FROM send_attempt WHERE message_id IN (${listSql(again.map(idSql))}) AND wamid IS NOT NULL`) : [];
  for (const { message_id, channel_id, wamid } of earlier) messages.set(keyOf(channel_id, wamid), bytesToId(message_id));
  if (!messages.size) return new Map();

  const byChannel = new Map<string, string[]>();
  for (const key of messages.keys()) byChannel.set(key.slice(0, 36), [...(byChannel.get(key.slice(0, 36)) ?? []), key.slice(37)]);
  const newest = new Map<string, Reaction & { gone: boolean }>();
  for (const [channelId, targets] of byChannel) {
    const records: ReactionRecord[] = await manager.query(
      `SELECT r.channel_id, r.target_external_id, r.side, r.emoji, r.user_id, r.provider_ts, m.delivery_status FROM reaction r LEFT JOIN message m ON m.id = r.message_id WHERE r.channel_id = ${idSql(channelId)} AND r.target_external_id IN (${listSql(targets.map(textSql))}) ORDER BY r.provider_ts`,
    );
    for (const record of records) newest.set(`${messages.get(keyOf(record.channel_id, record.target_external_id))} ${record.side}`, toReaction(record));
  }
  const found = new Map<string, Reaction[]>();
  for (const [key, { gone, ...reaction }] of [...newest].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!gone) found.set(key.slice(0, 36), [...(found.get(key.slice(0, 36)) ?? []), reaction]);
  }
  return found;
}

function keyOf(channelId: Buffer, externalId: string): string {
  return `${bytesToId(channelId)} ${externalId}`;
}

function toReaction({ side, emoji, user_id, provider_ts, delivery_status }: ReactionRecord): Reaction & { gone: boolean } {
  // Unconfirmed: nobody knows whether the customer has it, so it is not done.
  const state = delivery_status === 'queued' || delivery_status === 'sending' || delivery_status === 'unconfirmed' ? 'sending' : delivery_status === 'failed' ? 'failed' : 'done';
  return { by: side, emoji, userId: nullableBytesToId(user_id), at: provider_ts.toISOString(), state, gone: emoji === null };
}
