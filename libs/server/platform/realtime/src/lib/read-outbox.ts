import { bytesToId, idToBytes, nullableBytesToId } from '@mailtrixy/server/platform/database';
import type { OutboxTopic } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';

/** A stamped row of the outbox. */
export interface OutboxRow {
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
  payload: Record<string, unknown> | string | null;
}

const COLUMNS = 'seq, workspace_id, topic, channel_id, conversation_id, entity_id, payload';

/** Rows of every workspace with a higher number, in order. */
export async function readOutbox(manager: EntityManager, after: number, limit: number): Promise<OutboxRow[]> {
  return ((await manager.query(`SELECT ${COLUMNS} FROM outbox_event WHERE seq > ? ORDER BY seq LIMIT ?`, [after, limit])) as StoredRow[]).map(toRow);
}

/** Rows of a few topics between two numbers, in order. */
export async function readOutboxTopics(manager: EntityManager, after: number, upTo: number, topics: readonly OutboxTopic[]): Promise<OutboxRow[]> {
  return ((await manager.query(`SELECT ${COLUMNS} FROM outbox_event WHERE seq > ? AND seq <= ? AND topic IN (?) ORDER BY seq`, [after, upTo, topics])) as StoredRow[]).map(toRow);
}

/** Rows of one workspace with a higher number, in order. */
export async function readWorkspaceOutbox(manager: EntityManager, workspaceId: string, after: number, limit: number): Promise<OutboxRow[]> {
  return ((await manager.query(`SELECT ${COLUMNS} FROM outbox_event FORCE INDEX (ix_outbox_event_workspace) WHERE workspace_id = ? AND seq > ? ORDER BY seq LIMIT ?`, [idToBytes(workspaceId), after, limit])) as StoredRow[]).map(toRow);
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

function toRow(record: StoredRow): OutboxRow {
  return {
    seq: Number(record.seq),
    workspaceId: bytesToId(record.workspace_id),
    topic: record.topic,
    channelId: nullableBytesToId(record.channel_id),
    conversationId: nullableBytesToId(record.conversation_id),
    entityId: nullableBytesToId(record.entity_id),
    payload: typeof record.payload === 'string' ? (JSON.parse(record.payload) as Record<string, unknown>) : record.payload,
  };
}
