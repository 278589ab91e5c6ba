import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { Turn } from '../pipeline/answer-rules';

const SPOKEN = "workspace_id = ? AND conversation_id = ? AND (direction = 'in' OR (direction = 'out' AND type <> 'reaction')) AND body <> '' AND revoked_at IS NULL";

/**
 * What was said in the newest episode in which anything was said, oldest first: a person who opens a resolved conversation
 * means the talk that they see. Never notes.
 */
export async function lastEpisode(manager: EntityManager, workspaceId: string, conversationId: string, messages: number): Promise<Turn[]> {
  const place = [idToBytes(workspaceId), idToBytes(conversationId)];
  const [last]: { seq: number | null }[] = await manager.query(`SELECT MAX(seq) AS seq FROM message WHERE ${SPOKEN}`, place);
  const [before]: { seq: number | null }[] = await manager.query("SELECT MAX(seq) AS seq FROM message WHERE workspace_id = ? AND conversation_id = ? AND direction = 'system' AND type = 'resolved' AND seq < ?", [...place, Number(last?.seq ?? 0)]);
  const rows: { direction: string; body: string }[] = await manager.query(`SELECT direction, body FROM message WHERE ${SPOKEN} AND seq > ? ORDER BY seq DESC LIMIT ?`, [...place, Number(before?.seq ?? 0), messages]);
  return rows.reverse().map(({ direction, body }) => ({ from: direction === 'in' ? 'customer' : 'us', text: body }));
}
