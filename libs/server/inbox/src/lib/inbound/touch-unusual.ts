import type { EntityManager } from 'typeorm';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { previewParts } from '../messages/preview';
import { talkedAt, type InboundArrival } from './inbound-arrival';
import type { NewInboundRow } from './insert-messages';
import type { Thread } from './resolve-conversations';

export type ArrivedRow = NewInboundRow & { arrival: InboundArrival };

export function isArrived(row: NewInboundRow): row is ArrivedRow {
  return row.arrival !== null;
}

/**
 * What our side wrote on the phone takes the conversation over like an answer of ours; the past only shows where nothing
 * newer is. Neither is unread. `rows` are such rows of one conversation, whose lock the caller holds.
 */
export async function touchUnusual(tx: EntityManager, thread: Thread, rows: readonly ArrivedRow[]): Promise<void> {
  const id = idToBytes(thread.id);
  // Of now the last row of the thread, whichever delivery was first; of the past the latest.
  const newest = rows.filter(({ arrival }) => !arrival.message.historical).at(-1) ?? rows.reduce((a, b) => (talkedAt(b.arrival) >= talkedAt(a.arrival) ? b : a));
  const { message } = newest.arrival;
  const at = talkedAt(newest.arrival);
  const out = message.direction === 'out';
  const { text, type } = previewParts(message);
  // Within one batch the later row speaks last; the past never speaks over what is newer, nor over a reaction to it.
  const newer = message.historical ? "last_message_at <= ? OR (preview_seq = 0 AND preview_type <> 'reaction')" : 'preview_seq < ?';
  await tx.query(
    `UPDATE conversation SET last_message_at = ${message.historical ? '?' : 'GREATEST(last_message_at, ?)'}, preview = ?, preview_seq = ?, preview_direction = ?, preview_type = ?, preview_author_id = NULL, preview_author_kind = NULL, preview_status = ?, preview_opened = 0 WHERE id = ? AND (${newer})`,
    [at, text, newest.seq, out ? 'out' : 'in', type, out ? 'sent' : null, id, message.historical ? at : newest.seq],
  );
  if (!rows.some(({ arrival }) => arrival.message.direction === 'out' && !arrival.message.historical)) return;
  await tx.query("UPDATE conversation SET responder = 'human', ai_state = NULL, responder_version = responder_version + 1, snoozed_until = NULL, status = IF(status = 'snoozed', 'open', status) WHERE id = ?", [id]);
}
