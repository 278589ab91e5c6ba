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
    `INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, body, payload, external_id, author_kind, quoted_external_id, provider_ts, received_at, created_at) VALUES ${sorted.map(valuesOf).join(',')} ON DUPLICATE KEY UPDATE id = id`,
  );
  // "Records: 500  Duplicates: 0  Warnings: 0": nearly always. Touched rows count, because mysql2 asks for found rows.
  if (info && / Duplicates: 0 /.test(info)) return [...rows];
  const ours: { id: Buffer }[] = await tx.query(`SELECT id FROM message WHERE id IN (${rows.map((row) => idSql(row.id)).join(',')})`);
  const ids = new Set(ours.map(({ id }) => bytesToId(id)));
  return rows.filter((row) => ids.has(row.id));
}

function valuesOf({ id, thread, seq, arrival }: NewInboundRow): string {
  const place = `${idSql(thread.id)},${numberSql(seq)},${idSql(id)},${idSql(thread.workspaceId)},${idSql(thread.channelId)}`;
  if (!arrival) return `(${place},'system','reopened',NULL,'{"event":"reopened"}',NULL,'system',NULL,NULL,NULL,${dateSql(new Date())})`;
  const { message, receivedAt } = arrival;
  const notice = message.display === 'system';
  const payload = notice ? { ...message.payload, event: message.type, text: message.body } : message.payload;
  const received = dateSql(receivedAt);
  return `(${place},${notice ? "'system'" : "'in'"},${textSql(message.type)},${textSql(message.body)},${payload ? textSql(JSON.stringify(payload)) : 'NULL'},${textSql(message.externalId)},${notice ? "'system'" : "'contact'"},${textSql(message.quotedExternalId)},${dateSql(shownAt(arrival))},${received},${received})`;
}
