import { bytesToId, idToBytes, nullableBytesToId } from '@mailtrixy/server/platform/database';
import type { OutboxTopic } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { unpackedTargets } from './outbox-entries';

/** One change, as its reader gets it. */
export interface OutboxRow {
  /** Several changes that were written together share a number; they always come together, the last one last. */
  seq: number;
  workspaceId: string;
  topic: OutboxTopic;
  channelId: string | null;
  conversationId: string | null;
  entityId: string | null;
  payload: Record<string, unknown> | null;
}

interface StoredRow {
  seq: number;
  workspace_id: Buffer;
  topic: OutboxTopic;
  channel_id: Buffer | null;
  conversation_id: Buffer | null;
  entity_id: Buffer | null;
  entries: Buffer | null;
  payload: Record<string, unknown> | string | null;
}

const COLUMNS = 'seq, workspace_id, topic, channel_id, conversation_id, entity_id, entries, payload';
/** Stored rows per look: one may hold a hundred changes. */
const PAGE = 50;

/** Changes of every workspace with a higher number, in order. At least `limit` of them, or all there are. */
export async function readOutbox(manager: EntityManager, after: number, limit: number): Promise<OutboxRow[]> {
  return readPages((from) => manager.query(`SELECT ${COLUMNS} FROM outbox_event WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`, [from]), after, limit);
}

/** Changes of a few topics between two numbers, in order. */
export async function readOutboxTopics(manager: EntityManager, after: number, upTo: number, topics: readonly OutboxTopic[]): Promise<OutboxRow[]> {
  return ((await manager.query(`SELECT ${COLUMNS} FROM outbox_event WHERE seq > ? AND seq <= ? AND topic IN (?) ORDER BY seq`, [after, upTo, topics])) as StoredRow[]).flatMap(toRows);
}

/** Changes of one workspace with a higher number, in order. At least `limit` of them, or all there are. */
export async function readWorkspaceOutbox(manager: EntityManager, workspaceId: string, after: number, limit: number): Promise<OutboxRow[]> {
  return readPages((from) => manager.query(`SELECT ${COLUMNS} FROM outbox_event FORCE INDEX (ix_outbox_event_workspace) WHERE workspace_id = ? AND seq > ? ORDER BY seq LIMIT ${PAGE}`, [idToBytes(workspaceId), from]), after, limit);
}

/** Never half of a stored row: its number is where the next look begins. */
async function readPages(read: (after: number) => Promise<StoredRow[]>, after: number, limit: number): Promise<OutboxRow[]> {
  const rows: OutboxRow[] = [];
  for (let from = after; ; from = rows[rows.length - 1].seq) {
    const page = await read(from);
    for (const record of page) {
      rows.push(...toRows(record));
      if (rows.length >= limit) return rows;
    }
    if (page.length < PAGE) return rows;
  }
}

/** How long a cursor stays good. */
export const CURSOR_HOURS = 48;

/** False when rows after this cursor may be gone, or when it is from another life of the database. */
export async function isCursorGood(manager: EntityManager, after: number): Promise<boolean> {
  const [clock]: { seq: number }[] = await manager.query('SELECT seq FROM outbox_clock WHERE id = 1');
  const newest = Number(clock.seq);
  if (after > newest) return false;
  if (after === newest) return true;
  const [next]: { seq: number; old: number }[] = await manager.query(`SELECT seq, IF(created_at < NOW(3) - INTERVAL ${CURSOR_HOURS} HOUR, 1, 0) AS old FROM outbox_event WHERE seq > ? ORDER BY seq LIMIT 1`, [after]);
  return next !== undefined && Number(next.seq) === after + 1 && next.old === 0;
}

function toRows(record: StoredRow): OutboxRow[] {
  const shared = { seq: Number(record.seq), workspaceId: bytesToId(record.workspace_id), topic: record.topic, channelId: nullableBytesToId(record.channel_id) };
  if (record.entries) return unpackedTargets(record.entries).map((target) => ({ ...shared, ...target, payload: null }));
  const payload = typeof record.payload === 'string' ? (JSON.parse(record.payload) as Record<string, unknown>) : record.payload;
  return [{ ...shared, conversationId: nullableBytesToId(record.conversation_id), entityId: nullableBytesToId(record.entity_id), payload }];
}
