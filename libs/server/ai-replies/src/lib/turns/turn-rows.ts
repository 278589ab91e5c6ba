import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import type { DataSource, EntityManager } from 'typeorm';

const LEASE_S = 120;
/** A turn that fails this often is given up: one that always fails must not run for ever. */
export const TRIES_MAX = 20;

export interface Turn {
  workspaceId: string;
  channelId: string;
  conversationId: string;
  messageId: string;
  seq: number;
  fence: number;
  tries: number;
}

interface Row {
  workspace_id: Buffer;
  channel_id: Buffer;
  conversation_id: Buffer;
  message_id: Buffer;
  seq: number;
  fence: number;
  tries: number;
}

/** The next conversation whose customer has been quiet for long enough. Nobody else works on it until the lease ends. */
export async function leaseTurn(dataSource: DataSource): Promise<Turn | null> {
  return inTransaction(dataSource, async (tx) => {
    const [row]: Row[] = await tx.query('SELECT workspace_id, channel_id, conversation_id, message_id, seq, fence, tries FROM ai_turn WHERE next_at <= NOW(3) AND (lease_until IS NULL OR lease_until < NOW(3)) ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED');
    if (!row) return null;
    await tx.query(`UPDATE ai_turn SET fence = fence + 1, lease_until = NOW(3) + INTERVAL ${LEASE_S} SECOND, tries = tries + 1 WHERE conversation_id = ?`, [row.conversation_id]);
    return { workspaceId: bytesToId(row.workspace_id), channelId: bytesToId(row.channel_id), conversationId: bytesToId(row.conversation_id), messageId: bytesToId(row.message_id), seq: Number(row.seq), fence: Number(row.fence) + 1, tries: row.tries + 1 };
  });
}

/** @returns 'mine', or 'newer': the customer has written again; 'lost': another worker has it. Locks the row. */
export async function lockTurn(tx: EntityManager, turn: Turn): Promise<'mine' | 'newer' | 'lost'> {
  const [row]: { fence: number; seq: number }[] = await tx.query('SELECT fence, seq FROM ai_turn WHERE conversation_id = ? FOR UPDATE', [idToBytes(turn.conversationId)]);
  if (!row || Number(row.fence) !== turn.fence) return 'lost';
  return Number(row.seq) === turn.seq ? 'mine' : 'newer';
}

/** Nothing more to do until the customer writes; a newer message keeps its own time. */
export async function finishTurn(tx: EntityManager, turn: Turn): Promise<void> {
  await tx.query('UPDATE ai_turn SET lease_until = NULL, next_at = IF(seq = ?, NULL, next_at) WHERE conversation_id = ? AND fence = ?', [turn.seq, idToBytes(turn.conversationId), turn.fence]);
}

/** Looks again later. */
export async function retryTurn(manager: EntityManager, turn: Turn, afterMs: number): Promise<void> {
  await manager.query('UPDATE ai_turn SET lease_until = NULL, next_at = IF(seq = ?, NOW(3) + INTERVAL ? MICROSECOND, next_at) WHERE conversation_id = ? AND fence = ?', [turn.seq, Math.round(afterMs) * 1000, idToBytes(turn.conversationId), turn.fence]);
}
