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
  const { info }: { info?: string } = await tx.query(
    `INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, body, payload, external_id, author_kind, quoted_external_id, delivery_status, sent_at, provider_ts, received_at, created_at) VALUES ${sorted.map(valuesOf).join(',')} ON DUPLICATE KEY UPDATE id = id`,
  );
  // "Records: 500  Duplicates: 0  Warnings: 0": nearly always. Touched rows count, because mysql2 asks for found rows.
  if (info && / Duplicates: 0 /.test(info)) return [...rows];
  const ours: { id: Buffer }[] = await tx.query(`SELECT id FROM message WHERE id IN (${rows.map((row) => idSql(row.id)).join(',')})`);
  const ids = new Set(ours.map(({ id }) => bytesToId(id)));
  return rows.filter((row) => ids.has(row.id));
}

function valuesOf({ id, thread, seq, arrival }: NewInboundRow): string {
  const place = `${idSql(thread.id)},${numberSql(seq)},${idSql(id)},${idSql(thread.workspaceId)},${idSql(thread.channelId)}`;
  if (!arrival) return `(${place},'system','reopened',NULL,'{"event":"reopened"}',NULL,'system',NULL,NULL,NULL,NULL,NULL,${dateSql(new Date())})`;
  const { message, receivedAt } = arrival;
  const [direction, author] = message.display === 'system' ? ['system', 'system'] : message.direction === 'out' ? ['out', 'phone'] : ['in', 'contact'];
  const payload = payloadOf(message);
  const [shown, received] = [dateSql(shownAt(arrival)), dateSql(receivedAt)];
  // What our side wrote elsewhere is sent already. Only what arrives now has a time of arrival: the past is never unread.
  const delivery = direction === 'out' ? `'sent',${shown}` : 'NULL,NULL';
  return `(${place},'${direction}',${textSql(message.type)},${textSql(message.body)},${payload ? textSql(JSON.stringify(payload)) : 'NULL'},${textSql(message.externalId)},'${author}',${textSql(message.quotedExternalId)},${delivery},${shown},${message.historical ? 'NULL' : received},${received})`;
}

/** message.payload: facts, and beside them what message-rows.ts takes out again. */
export function payloadOf(message: InboundMessage): Record<string, unknown> | null {
  const { payload, content, referral, forwarded, media, moved } = message;
  if (message.display === 'system') return { ...payload, event: message.type, text: message.body, ...(moved && { moved }) };
  if (!content && !referral && !media && forwarded !== 'once' && forwarded !== 'often') return payload;
  return { ...payload, ...(content && { content }), ...(referral && { referral }), ...(forwarded !== 'no' && { forwarded }), ...(media && { media: { kind: media.kind, fileName: media.fileName } }) };
}
