import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { GIVE_UP_AFTER_S } from './pauses';
import { refreshMessages } from './refresh-messages';

/** Since it was queued, or since a person asked again. */
export async function triedLongEnough(tx: EntityManager, messageId: string): Promise<boolean> {
  const [row]: { old: number }[] = await tx.query(
    `SELECT IF(COALESCE((SELECT MAX(r.created_at) FROM message_retry r WHERE r.conversation_id = m.conversation_id AND r.message_id = m.id), m.created_at) < NOW(3) - INTERVAL ? SECOND, 1, 0) AS old FROM message m WHERE m.id = ?`,
    [GIVE_UP_AFTER_S, idToBytes(messageId)],
  );
  return row?.old === 1;
}

/** Queued for a new attempt, after one that the provider did not carry out. */
export async function requeue(tx: EntityManager, attempt: { no: number; messageId: string }, tries: number, pauseMs: number | null): Promise<void> {
  await tx.query('UPDATE message SET attempt_no = ?, tries = ?, next_at = IF(? IS NULL, NULL, NOW(3) + INTERVAL ? MICROSECOND) WHERE id = ? AND attempt_no = ?', [attempt.no + 1, tries, pauseMs, (pauseMs ?? 0) * 1000, idToBytes(attempt.messageId), attempt.no]);
}

/** Waits with the attempt that it never made. @param pauseOf pause in milliseconds by the number of tries, this one included */
export async function pauseMessage(tx: EntityManager, messageId: string, attemptNo: number, pauseOf: (tries: number) => number): Promise<void> {
  const [row]: { tries: number }[] = await tx.query('SELECT tries FROM message WHERE id = ?', [idToBytes(messageId)]);
  const tries = (row?.tries ?? 0) + 1;
  await tx.query('UPDATE message SET tries = ?, next_at = NOW(3) + INTERVAL ? MICROSECOND WHERE id = ? AND attempt_no = ?', [tries, pauseOf(tries) * 1000, idToBytes(messageId), attemptNo]);
  await refreshMessages(tx, [messageId]);
}
