import { STALE_TEMPLATE_CODES } from '@mailtrixy/server/channels';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { wantSync } from '@mailtrixy/server/templates';
import type { EntityManager } from 'typeorm';
import type { Attempt } from './attempt-rows';
import { wakeLane } from './lane';
import { waitForSync } from './stale-template';
import { requeue, triedLongEnough } from './try-again';

/**
 * Meta took these sends and told later that they failed. Where our copy of the template was old, the message waits for a
 * sync and goes once more, like one that was refused at once. Never where any attempt of it may have arrived, where a
 * person has decided, or a day later. The caller holds the conversations' locks and refreshes the messages afterwards.
 */
export async function retryStaleFailures(tx: EntityManager, failed: readonly Attempt[]): Promise<void> {
  for (const attempt of failed) {
    if (attempt.errorCode === null || !STALE_TEMPLATE_CODES.includes(attempt.errorCode)) continue;
    const { workspaceId, channelId, messageId } = attempt;
    const [message]: { tries: number; wabaId: string | null }[] = await tx.query(
      `SELECT m.tries, c.waba_id AS wabaId FROM message m JOIN channel c ON c.id = m.channel_id
        WHERE m.id = ? AND m.attempt_no = ? AND m.dismissed_at IS NULL AND m.delivery_status <> 'canceled'
          AND NOT EXISTS (SELECT 1 FROM send_attempt a WHERE a.message_id = m.id AND (a.delivered_at IS NOT NULL OR a.opened_at IS NOT NULL OR a.phase IN ('on_wire', 'unconfirmed') AND a.no <> m.attempt_no))`,
      [idToBytes(messageId), attempt.no],
    );
    if (!message) continue;
    if (await triedLongEnough(tx, messageId)) {
      if (message.wabaId) await wantSync(tx, workspaceId, message.wabaId, channelId);
    } else if (await waitForSync(tx, { workspaceId, channelId, wabaId: message.wabaId }, messageId, attempt.errorCode)) {
      await requeue(tx, attempt, message.tries + 1, 0);
      await wakeLane(tx, { id: attempt.conversationId, workspaceId, channelId });
    }
  }
}
