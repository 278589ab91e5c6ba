import type { EntityManager } from 'typeorm';
import { nullableIdToBytes } from '@mailtrixy/server/platform/database';

/** The newest 200 per claimed channel and 200 without one are kept (DESIGN §5), so that a scanner cannot fill the disk. */
export const REJECTED_KEPT = 200;

/** @param channelId null: rows that name no channel of ours */
export async function pruneRejected(tx: EntityManager, channelId: string | null): Promise<void> {
  const channel = nullableIdToBytes(channelId);
  // `<=>` also matches NULL and still uses ix_webhook_rejected_channel.
  const rows = await tx.query('SELECT id, received_at AS receivedAt FROM webhook_rejected WHERE channel_id <=> ? ORDER BY received_at DESC, id DESC LIMIT 1 OFFSET ?', [channel, REJECTED_KEPT - 1]);
  if (!rows.length) return;
  const { id, receivedAt } = rows[0] as { id: Buffer; receivedAt: Date };
  await tx.query('DELETE FROM webhook_rejected WHERE channel_id <=> ? AND (received_at < ? OR (received_at = ? AND id < ?))', [channel, receivedAt, receivedAt, id]);
}
