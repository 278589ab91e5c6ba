import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { AttemptPhase } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import type { AttemptFacts } from './delivery-projection';

/** An attempt's row, read while its conversation is locked. */
export interface Attempt extends AttemptFacts {
  id: string;
  workspaceId: string;
  channelId: string;
  conversationId: string;
  messageId: string;
  token: string;
  fence: number;
}

interface AttemptRecord {
  id: Buffer;
  workspace_id: Buffer;
  channel_id: Buffer;
  conversation_id: Buffer;
  message_id: Buffer;
  no: number;
  token: string;
  phase: AttemptPhase;
  fence: number;
  wamid: string | null;
  error_code: number | null;
  error_detail: string | null;
  fbtrace_id: string | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  opened_at: Date | null;
  failed_at: Date | null;
}

const COLUMNS = 'id, workspace_id, channel_id, conversation_id, message_id, no, token, phase, fence, wamid, error_code, error_detail, fbtrace_id, sent_at, delivered_at, opened_at, failed_at';

/** @param where SQL over send_attempt, with its parameters */
export async function readAttempts(manager: EntityManager, where: string, parameters: unknown[]): Promise<Attempt[]> {
  const records: AttemptRecord[] = await manager.query(`SELECT ${COLUMNS} FROM send_attempt WHERE ${where} ORDER BY id`, parameters);
  return records.map((record) => ({
    id: bytesToId(record.id),
    workspaceId: bytesToId(record.workspace_id),
    channelId: bytesToId(record.channel_id),
    conversationId: bytesToId(record.conversation_id),
    messageId: bytesToId(record.message_id),
    no: record.no,
    token: record.token,
    phase: record.phase,
    fence: Number(record.fence),
    wamid: record.wamid,
    sentAt: record.sent_at,
    deliveredAt: record.delivered_at,
    openedAt: record.opened_at,
    failedAt: record.failed_at,
    errorCode: record.error_code,
    errorDetail: record.error_detail,
    traceId: record.fbtrace_id,
  }));
}

export function attemptsOfMessages(manager: EntityManager, messageIds: readonly string[]): Promise<Attempt[]> {
  return messageIds.length ? readAttempts(manager, 'message_id IN (?)', [[...new Set(messageIds)].map(idToBytes)]) : Promise.resolve([]);
}
