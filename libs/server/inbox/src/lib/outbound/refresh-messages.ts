import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { DeliveryStatus } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { attemptsOfMessages, type Attempt } from './attempt-rows';
import { projectDelivery } from './delivery-projection';
import { readOutgoing } from './outgoing-content';
import { writeOverEchoes } from './remove-echoes';
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
  outgoing: unknown;
}

/**
 * Writes the delivery columns of messages anew from their attempts, then the previews and failed counts of their
 * conversations, and tells the outbox. The one place where a delivery status is decided.
 * The caller holds the conversations' locks.
 */
export async function refreshMessages(tx: EntityManager, messageIds: readonly string[]): Promise<void> {
  if (!messageIds.length) return;
  const ids = [...new Set(messageIds)].sort();
  const messages: MessageKey[] = await tx.query("SELECT conversation_id, seq, id, workspace_id, channel_id, direction, type, author_kind, attempt_no, delivery_status, IF(type = 'reaction', outgoing, NULL) AS outgoing FROM message WHERE id IN (?) ORDER BY conversation_id, seq FOR UPDATE", [ids.map(idToBytes)]);
  const byMessage = groupByMessage(await attemptsOfMessages(tx, ids));
  const rows = messages.map((message) => {
    const now = projectDelivery(message.attempt_no, byMessage.get(bytesToId(message.id)) ?? []);
    const error = now.error ? fitText(now.error.detail, DELIVERY_ERROR_MAX) : null;
    return [message.conversation_id, message.seq, message.id, message.workspace_id, message.channel_id, message.direction, message.type, message.author_kind, now.externalId, statusOf(message, now.status), now.sentAt, now.deliveredAt, now.openedAt, now.failedAt, error, now.error?.code ?? null, now.error?.traceId ?? null];
  });
  if (!rows.length) return;
  // Upsert by the whole primary key: all rows exist, so this is one UPDATE of many rows with different values.
  const write = () => tx.query(
    `INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, author_kind, external_id, delivery_status, sent_at, delivered_at, opened_at, failed_at, delivery_error, delivery_error_code, delivery_error_trace)
     VALUES ? ON DUPLICATE KEY UPDATE external_id = VALUES(external_id), delivery_status = VALUES(delivery_status), sent_at = VALUES(sent_at), delivered_at = VALUES(delivered_at), opened_at = VALUES(opened_at),
       failed_at = VALUES(failed_at), delivery_error = VALUES(delivery_error), delivery_error_code = VALUES(delivery_error_code), delivery_error_trace = VALUES(delivery_error_trace), version = version + 1`,
    [rows],
  );
  await writeOverEchoes(tx, rows.map((row) => ({ channelId: row[4] as Buffer, externalId: row[8] as string | null })), write);
  await refreshConversations(tx, messages.map((message) => message.conversation_id));
  await tellOutbox(tx, messages);
}

/** A reaction is no bubble: the message that it stands on has changed. */
async function tellOutbox(tx: EntityManager, messages: readonly MessageKey[]): Promise<void> {
  const targets = messages.map((message) => {
    const outgoing = message.direction === 'out' && message.type === 'reaction' ? readOutgoing(message.outgoing) : null;
    return outgoing?.type === 'reaction' ? idToBytes(outgoing.targetId) : null;
  });
  await touchReactionTargets(tx, targets.filter((target) => target !== null));
  await appendOutbox(
    tx,
    messages.map((message, index) => ({
      workspaceId: bytesToId(message.workspace_id),
      topic: 'message.updated' as const,
      channelId: bytesToId(message.channel_id),
      conversationId: bytesToId(message.conversation_id),
      entityId: bytesToId(targets[index] ?? message.id),
    })),
  );
}

/** Clients take only what has a higher version. */
export async function touchReactionTargets(tx: EntityManager, targetIds: readonly Buffer[]): Promise<void> {
  if (targetIds.length) await tx.query('UPDATE message SET version = version + 1 WHERE id IN (?)', [[...targetIds].sort(Buffer.compare)]);
}

/** What was called off before it left stays so. */
function statusOf(message: MessageKey, status: DeliveryStatus): DeliveryStatus {
  return message.delivery_status === 'canceled' && status === 'queued' ? 'canceled' : status;
}

/** The list row's tick and its mark for sends that need a person: failed or unconfirmed, and not dismissed. A reaction shows its trouble where it stands. */
export async function refreshConversations(tx: EntityManager, conversationIds: readonly Buffer[]): Promise<void> {
  await tx.query(
    `UPDATE conversation c
       LEFT JOIN message p ON p.conversation_id = c.id AND p.seq = c.preview_seq
       LEFT JOIN (SELECT conversation_id, COUNT(*) AS n FROM message WHERE conversation_id IN (?) AND delivery_status IN ('failed', 'unconfirmed') AND dismissed_at IS NULL AND type <> 'reaction' GROUP BY conversation_id) f ON f.conversation_id = c.id
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
