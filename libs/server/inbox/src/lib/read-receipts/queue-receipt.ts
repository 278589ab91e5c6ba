import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { LockedConversation } from '../conversations/conversation-lock';

/**
 * Queues "read" for the newest inbound message up to `upToSeq`; the provider takes all earlier ones along.
 * Nothing happens when that message or a later one was told already.
 * @returns true when a receipt is waiting now
 */
export async function queueReceipt(tx: EntityManager, conversation: LockedConversation, upToSeq: number): Promise<boolean> {
  const key = idToBytes(conversation.id);
  // Meta does not take receipts for messages older than 30 days.
  const [newest]: { seq: number; external_id: string }[] = await tx.query(
    `SELECT seq, external_id FROM message WHERE conversation_id = ? AND seq <= ? AND direction = 'in' AND external_id IS NOT NULL AND received_at > NOW(3) - INTERVAL 30 DAY ORDER BY seq DESC LIMIT 1`,
    [key, upToSeq],
  );
  if (!newest) return false;
  const [known]: { seq: number }[] = await tx.query('SELECT seq FROM read_receipt WHERE conversation_id = ? FOR UPDATE', [key]);
  if (known && Number(known.seq) >= Number(newest.seq)) return false;
  await tx.query(
    `INSERT INTO read_receipt (conversation_id, workspace_id, channel_id, seq, external_id, state, next_at) VALUES (?, ?, ?, ?, ?, 'pending', NOW(3))
     ON DUPLICATE KEY UPDATE seq = VALUES(seq), external_id = VALUES(external_id), state = 'pending', attempts = 0, next_at = NOW(3), lease_until = NULL, updated_at = NOW(3)`,
    [key, idToBytes(conversation.workspaceId), idToBytes(conversation.channelId), newest.seq, newest.external_id],
  );
  return true;
}
