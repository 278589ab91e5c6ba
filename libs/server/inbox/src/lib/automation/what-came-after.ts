import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';

/**
 * What was written below a message of the thread: by the customer, and by a person of ours, wherever that person sat. What
 * a phone tells of the past has no time of arrival and counts for nothing.
 */
export async function whatCameAfter(tx: EntityManager, conversationId: string, seq: number): Promise<{ customer: boolean; human: boolean }> {
  const [row]: { customer: number | null; human: number | null }[] = await tx.query(
    "SELECT MAX(direction = 'in' AND received_at IS NOT NULL) AS customer, MAX(author_kind = 'user' OR (author_kind = 'phone' AND received_at IS NOT NULL)) AS human FROM message WHERE conversation_id = ? AND seq > ?",
    [idToBytes(conversationId), seq],
  );
  return { customer: Number(row?.customer ?? 0) === 1, human: Number(row?.human ?? 0) === 1 };
}
