import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';

/**
 * Makes a conversation's lane look for its head. A lane that is already due, leased or waiting keeps its time: the new
 * message is not before its head. Call with the conversation locked, in the transaction that writes the message.
 */
export async function wakeLane(tx: EntityManager, conversation: { id: string; workspaceId: string; channelId: string }): Promise<void> {
  await tx.query(
    `INSERT INTO outbound_lane (conversation_id, workspace_id, channel_id, next_at) VALUES (?, ?, ?, NOW(3))
     ON DUPLICATE KEY UPDATE next_at = COALESCE(next_at, GREATEST(NOW(3), COALESCE(hold_until, NOW(3))))`,
    [idToBytes(conversation.id), idToBytes(conversation.workspaceId), idToBytes(conversation.channelId)],
  );
}

/** The lease of a lane that this worker holds. */
export interface LaneLease {
  conversationId: string;
  fence: number;
}

export interface Parking extends LaneLease {
  /** The conversation's own pause (pair limit, unconfirmed send). 0: none. */
  holdMs: number;
  /** When to look again though the head is due (channel on hold, no rate token left). Default 0. */
  lookMs?: number;
}

/**
 * Gives lanes back: next_at becomes the due time of the head, or NULL without one. The lane is locked while the head is
 * looked up, so that a message that comes meanwhile is either seen here or wakes the lane itself.
 */
export async function parkLanes(tx: EntityManager, parkings: readonly Parking[]): Promise<void> {
  if (!parkings.length) return;
  const ids = [...new Set(parkings.map(({ conversationId }) => conversationId))].sort().map(idToBytes);
  const lanes: { conversation_id: Buffer; fence: number }[] = await tx.query('SELECT conversation_id, fence FROM outbound_lane WHERE conversation_id IN (?) ORDER BY conversation_id FOR UPDATE', [ids]);
  const fences = new Map(lanes.map((lane) => [bytesToId(lane.conversation_id), Number(lane.fence)]));
  // A lease that ran out belongs to somebody else now.
  const ours = parkings.filter(({ conversationId, fence }) => fences.get(conversationId) === fence);
  for (const { holdMs, lookMs = 0, conversationIds } of groupByPause(ours)) {
    const keys = conversationIds.map(idToBytes);
    await tx.query(
      `UPDATE outbound_lane l
         LEFT JOIN (SELECT conversation_id, MIN(seq) AS seq FROM message WHERE conversation_id IN (?) AND delivery_status = 'queued' GROUP BY conversation_id) h ON h.conversation_id = l.conversation_id
         LEFT JOIN message m ON m.conversation_id = h.conversation_id AND m.seq = h.seq
          SET l.lease_until = NULL,
              l.hold_until = IF(? > 0, NOW(3) + INTERVAL ? MICROSECOND, NULL),
              l.next_at = IF(h.seq IS NULL, NULL, GREATEST(COALESCE(m.next_at, NOW(3)), NOW(3) + INTERVAL ? MICROSECOND))
        WHERE l.conversation_id IN (?)`,
      [keys, holdMs, holdMs * 1000, Math.max(holdMs, lookMs) * 1000, keys],
    );
  }
}

/**
 * A channel may send again: its lanes need not wait for their next look. Pauses of single conversations stay.
 * @returns true when there were some
 */
export async function wakeChannel(manager: EntityManager, channelId: string): Promise<boolean> {
  const { affectedRows }: { affectedRows: number } = await manager.query('UPDATE outbound_lane SET next_at = NOW(3) WHERE channel_id = ? AND next_at > NOW(3) AND lease_until IS NULL AND hold_until IS NULL', [idToBytes(channelId)]);
  return affectedRows > 0;
}

function groupByPause(parkings: readonly Parking[]): { holdMs: number; lookMs?: number; conversationIds: string[] }[] {
  const groups = new Map<string, { holdMs: number; lookMs?: number; conversationIds: string[] }>();
  for (const { holdMs, lookMs, conversationId } of parkings) {
    const key = `${holdMs}/${lookMs}`;
    const group = groups.get(key) ?? { holdMs, lookMs, conversationIds: [] };
    group.conversationIds.push(conversationId);
    groups.set(key, group);
  }
  return [...groups.values()];
}
