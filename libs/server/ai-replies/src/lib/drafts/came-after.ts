import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';

const ANSWERED = "direction = 'out' AND type <> 'reaction' AND (author_kind = 'user' OR (author_kind = 'phone' AND received_at IS NOT NULL))";

/** Whether we have answered since, or ended the talk: a draft and the reason why there is none are past then. */
export async function isOver(manager: EntityManager, conversationId: string, seq: number): Promise<boolean> {
  const [row]: unknown[] = await manager.query(`SELECT 1 FROM message WHERE conversation_id = ? AND seq > ? AND ((${ANSWERED}) OR (direction = 'system' AND type = 'resolved')) LIMIT 1`, [idToBytes(conversationId), seq]);
  return row !== undefined;
}

/** What was said after the message that a draft answers. */
export async function cameAfter(manager: EntityManager, conversationId: string, seq: number): Promise<'customer' | 'us' | null> {
  const [row]: { customer: number | null; us: number | null }[] = await manager.query(
    `SELECT MAX(direction = 'in' AND received_at IS NOT NULL) AS customer, MAX(${ANSWERED}) AS us FROM message WHERE conversation_id = ? AND seq > ?`,
    [idToBytes(conversationId), seq],
  );
  if (Number(row?.customer ?? 0) === 1) return 'customer';
  return Number(row?.us ?? 0) === 1 ? 'us' : null;
}
