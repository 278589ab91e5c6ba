import type { EntityManager } from 'typeorm';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
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
  await tx.query(
    'INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, body, payload, external_id, author_kind, quoted_external_id, provider_ts, received_at, created_at) VALUES ? ON DUPLICATE KEY UPDATE id = id',
    [sorted.map(columnsOf)],
  );
  const ours: { id: Buffer }[] = await tx.query('SELECT id FROM message WHERE id IN (?)', [rows.map((row) => idToBytes(row.id))]);
  if (ours.length === rows.length) return [...rows];
  const ids = new Set(ours.map(({ id }) => bytesToId(id)));
  return rows.filter((row) => ids.has(row.id));
}

function columnsOf({ id, thread, seq, arrival }: NewInboundRow): unknown[] {
  const place = [idToBytes(thread.id), seq, idToBytes(id), idToBytes(thread.workspaceId), idToBytes(thread.channelId)];
  if (!arrival) return [...place, 'system', 'reopened', null, '{"event":"reopened"}', null, 'system', null, null, null, new Date()];
  const { message, receivedAt } = arrival;
  const notice = message.display === 'system';
  const payload = notice ? { ...message.payload, event: message.type, text: message.body } : message.payload;
  return [...place, notice ? 'system' : 'in', message.type, message.body, payload ? JSON.stringify(payload) : null, message.externalId, notice ? 'system' : 'contact', message.quotedExternalId, shownAt(arrival), receivedAt, receivedAt];
}
