import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { refreshMessages } from './refresh-messages';

/**
 * Attempts of older fences that are still on the wire: their worker died, or stands still. They may have been carried
 * out, so they become unconfirmed and are never repeated by machine.
 * @returns conversations in which there was one
 */
export async function recoverLeftovers(tx: EntityManager, conversationIds: readonly string[]): Promise<Set<string>> {
  if (!conversationIds.length) return new Set();
  const rows: { id: Buffer; message_id: Buffer; conversation_id: Buffer }[] = await tx.query(
    "SELECT id, message_id, conversation_id FROM send_attempt FORCE INDEX (ix_send_attempt_phase) WHERE phase = 'on_wire' AND conversation_id IN (?)",
    [conversationIds.map(idToBytes)],
  );
  if (!rows.length) return new Set();
  await tx.query("UPDATE send_attempt SET phase = 'unconfirmed', ended_at = NOW(3), error_detail = 'The worker stopped before an answer came.' WHERE id IN (?) AND phase = 'on_wire'", [rows.map((row) => row.id)]);
  await refreshMessages(tx, rows.map((row) => bytesToId(row.message_id)));
  return new Set(rows.map((row) => bytesToId(row.conversation_id)));
}
