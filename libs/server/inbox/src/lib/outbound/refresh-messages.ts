import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { EntityManager } from 'typeorm';
import { attemptsOfMessages, type Attempt } from './attempt-rows';
import { projectDelivery } from './delivery-projection';
import { fitText } from './text-fit';

/** Width of message.delivery_error. */
const DELIVERY_ERROR_MAX = 500;

interface MessageKey {
  conversation_id: Buffer;
  seq: number;
  id: Buffer;
  workspace_id: Buffer;
  channel_id: Buffer;
  direction: string;
  type: string;
  author_kind: string;
  attempt_no: number;
  delivery_status: string;
}

/**
 * Writes the delivery columns of messages anew from their attempts, then the previews and failed counts of their
 * conversations, and tells the outbox. The one place where a delivery status is decided.
 * The caller holds the conversations' locks.
 */
export async function refreshMessages(tx: EntityManager, messageIds: readonly string[]): Promise<void> {
  if (!messageIds.length) return;
  const ids = [...new Set(messageIds)].sort();
  const messages: MessageKey[] = await tx.query('SELECT conversation_id, seq, id, workspace_id, channel_id, direction, type, author_kind, attempt_no, delivery_status FROM message WHERE id IN (?) ORDER BY conversation_id, seq FOR UPDATE', [ids.map(idToBytes)]);
  const byMessage = groupByMessage(await attemptsOfMessages(tx, ids));
  const rows = messages.map((message) => {
    const now = projectDelivery(message.attempt_no, byMessage.get(bytesToId(message.id)) ?? []);
    const error = now.error ? fitText(now.error.detail, DELIVERY_ERROR_MAX) : null;
    return [message.conversation_id, message.seq, message.id, message.workspace_id, message.channel_id, message.direction, message.type, message.author_kind, now.externalId, now.status, now.sentAt, now.deliveredAt, now.openedAt, now.failedAt, error, now.error?.code ?? null, now.error?.traceId ?? null];
  });
  if (!rows.length) return;
  // Upsert by the whole primary key: all rows exist, so this is one UPDATE of many rows with different values.
  await tx.query(
    `INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, author_kind, external_id, delivery_status, sent_at, delivered_at, opened_at, failed_at, delivery_error, delivery_error_code, delivery_error_trace)
     VALUES ? ON DUPLICATE KEY UPDATE external_id = VALUES(external_id), delivery_status = VALUES(delivery_status), sent_at = VALUES(sent_at), delivered_at = VALUES(delivered_at), opened_at = VALUES(opened_at),
       failed_at = VALUES(failed_at), delivery_error = VALUES(delivery_error), delivery_error_code = VALUES(delivery_error_code), delivery_error_trace = VALUES(delivery_error_trace), version = version + 1`,
    [rows],
  );
  await refreshConversations(tx, messages.map((message) => message.conversation_id));
  await appendOutbox(
    tx,
    messages.map((message) => ({
      workspaceId: bytesToId(message.workspace_id),
      topic: 'message.updated' as const,
      channelId: bytesToId(message.channel_id),
      conversationId: bytesToId(message.conversation_id),
      entityId: bytesToId(message.id),
    })),
  );
}

/** The list row's tick and its mark for sends that need a person: failed or unconfirmed, and not dismissed. */
export async function refreshConversations(tx: EntityManager, conversationIds: readonly Buffer[]): Promise<void> {
  await tx.query(
    `UPDATE conversation c
       LEFT JOIN message p ON p.conversation_id = c.id AND p.seq = c.preview_seq
       LEFT JOIN (SELECT conversation_id, COUNT(*) AS n FROM message WHERE conversation_id IN (?) AND delivery_status IN ('failed', 'unconfirmed') AND dismissed_at IS NULL GROUP BY conversation_id) f ON f.conversation_id = c.id
        SET c.preview_status = p.delivery_status, c.preview_opened = IF(p.opened_at IS NOT NULL AND p.direction = 'out', 1, 0), c.failed_count = COALESCE(f.n, 0), c.failed_flag = IF(f.n IS NULL, 0, 1), c.version = c.version + 1
      WHERE c.id IN (?)`,
    [conversationIds, conversationIds],
  );
}

function groupByMessage(attempts: readonly Attempt[]): Map<string, Attempt[]> {
  const groups = new Map<string, Attempt[]>();
  for (const attempt of attempts) groups.set(attempt.messageId, [...(groups.get(attempt.messageId) ?? []), attempt]);
  return groups;
}
