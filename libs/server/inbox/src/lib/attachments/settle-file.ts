import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { DataSource, EntityManager } from 'typeorm';
import { fitText } from '../outbound/text-fit';
import { writeKept, type KeptFile } from './keep-file';
import type { LeasedFile } from './media-lease';

const WORDS_MAX = 500;
const MINE = "id = ? AND tries = ? AND state = 'pending'";

/** @returns false when the lease had ended: what was done counts for nothing */
export function settleReady(dataSource: DataSource, file: LeasedFile, kept: KeptFile, sha256: Buffer): Promise<boolean> {
  return inTransaction(dataSource, async (tx) => {
    if (!(await writeKept(tx, kept, sha256, MINE, [idToBytes(file.id), file.tries]))) return false;
    await tellMessage(tx, file.workspaceId, file.messageId);
    return true;
  });
}

export async function settleFailed(dataSource: DataSource, file: LeasedFile, problem: { code: string; words: string }): Promise<boolean> {
  return inTransaction(dataSource, async (tx) => {
    const { affectedRows }: { affectedRows: number } = await tx.query(`UPDATE attachment SET state = 'failed', next_at = NULL, lease_until = NULL, problem_code = ?, problem_words = ? WHERE ${MINE}`, [problem.code, fitText(problem.words, WORDS_MAX), idToBytes(file.id), file.tries]);
    if (affectedRows) await tellMessage(tx, file.workspaceId, file.messageId);
    return affectedRows > 0;
  });
}

export async function settleLater(dataSource: DataSource, file: LeasedFile, problem: { code: string; words: string }, waitS: number): Promise<void> {
  await dataSource.query(`UPDATE attachment SET next_at = NOW(3) + INTERVAL ? SECOND, lease_until = NULL, problem_code = ?, problem_words = ? WHERE ${MINE}`, [waitS, problem.code, fitText(problem.words, WORDS_MAX), idToBytes(file.id), file.tries]);
}

/** The message shows its file: a new version, and a frame to everybody who looks at it. */
export async function tellMessage(tx: EntityManager, workspaceId: string, messageId: string): Promise<void> {
  const [row]: { channel_id: Buffer; conversation_id: Buffer }[] = await tx.query('SELECT channel_id, conversation_id FROM message WHERE id = ? AND workspace_id = ?', [idToBytes(messageId), idToBytes(workspaceId)]);
  if (!row) return;
  await tx.query('UPDATE message SET version = version + 1 WHERE id = ?', [idToBytes(messageId)]);
  await appendOutbox(tx, [{ workspaceId, topic: 'message.updated', channelId: bytesToId(row.channel_id), conversationId: bytesToId(row.conversation_id), entityId: messageId }]);
}
