import type { EntityManager } from 'typeorm';
import { dateSql, idSql, idToBytes, numberSql, textSql } from '@mailtrixy/server/platform/database';
import { touchLabels } from '../labels/touch-labels';
import { previewParts } from '../messages/preview';
import { answerAddress, isTalk, isUnreadBubble, windowEnd, type InboundArrival } from './inbound-arrival';
import type { NewInboundRow } from './insert-messages';
import type { Thread } from './resolve-conversations';
import { isArrived, touchUnusual, type ArrivedRow } from './touch-unusual';

interface Touch {
  thread: Thread;
  unread: number;
  firstUnreadSeq: number | null;
  /** The last row that tells where an answer goes. */
  newest: NewInboundRow | null;
  newestBubble: NewInboundRow | null;
  /** Rows of our side's other devices or of the past: rare, and each conversation for itself. */
  unusual: ArrivedRow[];
}

/**
 * Writes what the new rows mean for their conversations, one row each: last seq, unread counters, preview, address,
 * version; opens those that were resolved or snoozed. The rows are locked, the counters are relative all the same.
 */
export async function touchConversations(tx: EntityManager, rows: readonly NewInboundRow[]): Promise<void> {
  const touches = new Map<string, Touch>();
  for (const row of rows) {
    let touch = touches.get(row.thread.id);
    if (!touch) touches.set(row.thread.id, (touch = { thread: row.thread, unread: 0, firstUnreadSeq: null, newest: null, newestBubble: null, unusual: [] }));
    if (!isArrived(row)) continue;
    const { message } = row.arrival;
    if (!message.historical) touch.newest = row;
    if (isTalk(message) && !isUnreadBubble(message)) touch.unusual.push(row);
    if (!isUnreadBubble(message)) continue;
    touch.unread++;
    touch.firstUnreadSeq ??= row.seq;
    touch.newestBubble = row;
  }
  if (!touches.size) return;
  const sorted = [...touches.values()].sort((a, b) => (a.thread.id < b.thread.id ? -1 : 1));
  const talked = sorted.filter((touch) => touch.newestBubble);
  const noted = sorted.filter((touch) => !touch.newestBubble);
  if (talked.length) await tx.query(TALKED.replace('?', () => talked.map(talkedValues).join(',')));
  // Notices do not move a conversation in the list; a notice may tell a new address.
  for (const { thread, newest } of noted) {
    const address = newest?.arrival && answerAddress(newest.arrival.message);
    const change = `${address ? ', address_kind = ?, address = ?' : ''}${thread.reopened ? ", status = 'open', open_slot = 1, resolved_at = NULL" : ''}`;
    await tx.query(`UPDATE conversation SET last_seq = GREATEST(last_seq, ?), version = version + 1${change} WHERE id = ?`, [thread.lastSeq, ...(address ? [address.kind, address.value] : []), idToBytes(thread.id)]);
  }
  for (const { thread, unusual } of sorted) if (unusual.length) await touchUnusual(tx, thread, unusual);
  const moved = [...talked, ...noted.filter(({ unusual }) => unusual.length)];
  await touchLabels(tx, moved.map(({ thread }) => thread.id));
}

/** The rows exist, so only the second half ever runs; an upsert is the one statement that sets many rows to many values. */
const TALKED = `INSERT INTO conversation (id, workspace_id, channel_id, contact_id, status, open_slot, address_kind, address, last_seq, last_message_at, preview, preview_seq, preview_type, unread_count, first_unread_seq)
  VALUES ? ON DUPLICATE KEY UPDATE
  status = VALUES(status), open_slot = VALUES(open_slot), resolved_at = NULL, snoozed_until = IF(VALUES(status) = 'snoozed', snoozed_until, NULL),
  address_kind = VALUES(address_kind), address = VALUES(address), last_seq = GREATEST(last_seq, VALUES(last_seq)), last_message_at = GREATEST(last_message_at, VALUES(last_message_at)),
  preview = VALUES(preview), preview_seq = VALUES(preview_seq), preview_direction = 'in', preview_type = VALUES(preview_type), preview_author_id = NULL, preview_status = NULL, preview_opened = 0,
  first_unread_seq = IF(unread_count = 0 OR first_unread_seq IS NULL, VALUES(first_unread_seq), first_unread_seq),
  unread_count = unread_count + VALUES(unread_count), unread_flag = 1, version = version + 1`;

function talkedValues({ thread, unread, firstUnreadSeq, newest, newestBubble }: Touch): string {
  const bubble = newestBubble as NewInboundRow & { arrival: InboundArrival };
  const { message, receivedAt } = bubble.arrival;
  const address = (newest?.arrival && answerAddress(newest.arrival.message, message.address)) ?? message.address;
  // 'pending' stays: somebody chose to wait for something; a customer's word ends a snooze.
  const status = thread.status === 'pending' ? 'pending' : 'open';
  const place = `${idSql(thread.id)},${idSql(thread.workspaceId)},${idSql(thread.channelId)},${idSql(thread.contactId)}`;
  const { text, type } = previewParts(message);
  const preview = `${textSql(text)},${numberSql(bubble.seq)},${textSql(type)}`;
  return `(${place},'${status}',1,${textSql(address.kind)},${textSql(address.value)},${numberSql(thread.lastSeq)},${dateSql(receivedAt)},${preview},${numberSql(unread)},${numberSql(firstUnreadSeq)})`;
}

/** reply_window only ever grows; one row per channel and contact. */
export async function extendWindows(tx: EntityManager, placed: readonly { arrival: InboundArrival; contactId: string }[]): Promise<void> {
  const ends = new Map<string, { arrival: InboundArrival; contactId: string; end: number }>();
  for (const { arrival, contactId } of placed) {
    if (!arrival.message.opensWindow) continue;
    const key = `${arrival.channelId}|${contactId}`;
    const end = windowEnd(arrival);
    const known = ends.get(key);
    if (!known || known.end < end) ends.set(key, { arrival, contactId, end });
  }
  if (!ends.size) return;
  const rows = [...ends.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { arrival, contactId, end }]) => `(${idSql(arrival.channelId)},${idSql(contactId)},${idSql(arrival.workspaceId)},${dateSql(end)})`);
  await tx.query(`INSERT INTO reply_window (channel_id, contact_id, workspace_id, expires_at) VALUES ${rows.join(',')} ON DUPLICATE KEY UPDATE expires_at = GREATEST(expires_at, VALUES(expires_at))`);
}
