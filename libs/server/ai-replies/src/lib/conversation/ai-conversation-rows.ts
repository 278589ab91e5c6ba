import { idToBytes, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import type { AiReason } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { fitted } from '../rows/json-column';

/** The caller holds the conversation's lock, so that nobody makes the row at the same time. */
async function ensure(tx: EntityManager, workspaceId: string, conversationId: string): Promise<Buffer> {
  const id = idToBytes(conversationId);
  await tx.query('INSERT INTO ai_conversation (conversation_id, workspace_id) VALUES (?, ?) ON DUPLICATE KEY UPDATE conversation_id = conversation_id', [id, idToBytes(workspaceId)]);
  return id;
}

/** What the newest look came to, for the line under the conversation's header. */
export async function noteLast(tx: EntityManager, workspaceId: string, conversationId: string, outcome: AiReason, at: Date): Promise<void> {
  const id = await ensure(tx, workspaceId, conversationId);
  await tx.query('UPDATE ai_conversation SET last_code = ?, last_words = ?, last_at = ? WHERE conversation_id = ?', [fitted(outcome.code, 32), fitted(outcome.words, 500), at, id]);
}

/** @param seq the end of the thread now: a later resolve ends the pause */
export async function pauseIn(tx: EntityManager, workspaceId: string, conversationId: string, why: AiReason, seq: number, userId: string | null, at: Date): Promise<void> {
  const id = await ensure(tx, workspaceId, conversationId);
  await tx.query('UPDATE ai_conversation SET paused_code = ?, paused_words = ?, paused_at = ?, paused_seq = ?, paused_by = ? WHERE conversation_id = ?', [fitted(why.code, 32), fitted(why.words, 500), at, seq, nullableIdToBytes(userId), id]);
}

/** @param seq the end of the thread now: what people did before counts no more */
export async function resumeIn(tx: EntityManager, workspaceId: string, conversationId: string, seq: number): Promise<void> {
  const id = await ensure(tx, workspaceId, conversationId);
  await tx.query('UPDATE ai_conversation SET paused_code = NULL, paused_words = NULL, paused_at = NULL, paused_seq = NULL, paused_by = NULL, resumed_seq = ?, hand_off_seq = NULL, hand_off_code = NULL WHERE conversation_id = ?', [seq, id]);
}

export async function handOverIn(tx: EntityManager, workspaceId: string, conversationId: string, reason: AiReason, summary: string, seq: number, at: Date): Promise<void> {
  const id = await ensure(tx, workspaceId, conversationId);
  await tx.query('UPDATE ai_conversation SET hand_off_code = ?, hand_off_words = ?, hand_off_summary = ?, hand_off_at = ?, hand_off_seq = ? WHERE conversation_id = ?', [fitted(reason.code, 32), fitted(reason.words, 500), summary, at, seq, id]);
}
