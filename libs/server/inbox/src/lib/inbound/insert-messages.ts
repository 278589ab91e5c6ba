import type { InboundMessage } from '@mailtrixy/server/channels';
import type { EntityManager } from 'typeorm';
import { bytesToId, dateSql, idSql, numberSql, textSql } from '@mailtrixy/server/platform/database';
import { shownAt, type InboundArrival } from './inbound-arrival';
import type { Thread } from './resolve-conversations';

/** A row of the thread about to be written; without an arrival it is the line "reopened". */
export interface NewInboundRow {
  id: string;
  thread: Thread;
  seq: number;
  arrival: InboundArrival | null;
}

/** @returns those that are new: a row of another transaction with the same wamid keeps its place */
export async function insertMessages(tx: EntityManager, rows: readonly NewInboundRow[]): Promise<NewInboundRow[]> {
  if (!rows.length) return [];
  const sorted = [...rows].sort((a, b) => (a.thread.id === b.thread.id ? a.seq - b.seq : a.thread.id < b.thread.id ? -1 : 1));
  // Most messages are words alone; naming columns that stay NULL costs as much as filling others.
  const plain: string[] = [];
  const whole: string[] = [];
  let thread: Thread | null = null;
  let place = '';
  for (const row of sorted) {
    if (row.thread !== thread) {
      thread = row.thread;
      place = `${idSql(thread.workspaceId)},${idSql(thread.channelId)},${idSql(thread.id)}`;
    }
    const rest = restOf(row);
    if (rest === null) plain.push(`(${place},${valuesOf(row)})`);
    else whole.push(`(${place},${valuesOf(row)},${rest})`);
  }
  const allNew = [plain.length ? await insert(tx, COLUMNS, plain) : true, whole.length ? await insert(tx, `${COLUMNS}, ${REST}`, whole) : true];
  if (allNew.every(Boolean)) return [...rows];
  const ours: { id: Buffer }[] = await tx.query(`SELECT id FROM message WHERE id IN (${rows.map((row) => idSql(row.id)).join(',')})`);
  const ids = new Set(ours.map(({ id }) => bytesToId(id)));
  return rows.filter((row) => ids.has(row.id));
}

const COLUMNS = 'workspace_id, channel_id, conversation_id, seq, id, direction, type, body, external_id, author_kind, provider_ts, received_at, created_at';
const REST = 'payload, quoted_external_id, delivery_status, sent_at';

/** @returns false when a row was there already */
async function insert(tx: EntityManager, columns: string, values: readonly string[]): Promise<boolean> {
  const { info }: { info?: string } = await tx.query(`INSERT INTO message (${columns}) VALUES ${values.join(',')} ON DUPLICATE KEY UPDATE id = id`);
  // "Records: 500  Duplicates: 0  Warnings: 0": nearly always. Touched rows count, because mysql2 asks for found rows.
  return / Duplicates: 0 /.test(info ?? '');
}

function valuesOf({ id, seq, arrival }: NewInboundRow): string {
  if (!arrival) return `${numberSql(seq)},${idSql(id)},'system','reopened',NULL,NULL,'system',NULL,NULL,${dateSql(new Date())}`;
  const { message, receivedAt } = arrival;
  const [direction, author] = sideOf(message);
  const received = dateSql(receivedAt);
  // Only what arrives now has a time of arrival: the past is never unread.
  return `${numberSql(seq)},${idSql(id)},'${direction}',${textSql(message.type)},${textSql(message.body)},${textSql(message.externalId)},'${author}',${dateSql(shownAt(arrival))},${message.historical ? 'NULL' : received},${received}`;
}

/** Null when there is nothing of it. What our side wrote elsewhere is sent already. */
function restOf({ arrival }: NewInboundRow): string | null {
  if (!arrival) return `'{"event":"reopened"}',NULL,NULL,NULL`;
  const { message } = arrival;
  const payload = payloadOf(message);
  const isOut = sideOf(message)[0] === 'out';
  if (!payload && message.quotedExternalId === null && !isOut) return null;
  return `${payload ? textSql(JSON.stringify(payload)) : 'NULL'},${textSql(message.quotedExternalId)},${isOut ? `'sent',${dateSql(shownAt(arrival))}` : 'NULL,NULL'}`;
}

const SYSTEM = ['system', 'system'] as const;
const PHONE = ['out', 'phone'] as const;
const CONTACT = ['in', 'contact'] as const;

/** message.direction and author_kind. */
function sideOf({ display, direction }: InboundMessage): readonly [string, string] {
  return display === 'system' ? SYSTEM : direction === 'out' ? PHONE : CONTACT;
}

/** message.payload: facts, and beside them what message-rows.ts takes out again. */
export function payloadOf(message: InboundMessage): Record<string, unknown> | null {
  const { payload, content, referral, forwarded, media, moved } = message;
  if (message.display === 'system') return { ...payload, event: message.type, text: message.body, ...(moved && { moved }) };
  if (!content && !referral && !media && forwarded !== 'once' && forwarded !== 'often') return payload;
  return { ...payload, ...(content && { content }), ...(referral && { referral }), ...(forwarded !== 'no' && { forwarded }), ...(media && { media: { kind: media.kind, fileName: media.fileName } }) };
}
