import type { EntityManager } from 'typeorm';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { addNotice } from '../messages/system-message';
import { isUnreadBubble, shownAt } from './inbound-arrival';
import type { NewInboundRow } from './insert-messages';

/**
 * Messages of field `standby` mean that Meta's own agent owns the thread, those of field `messages` that we do: one line
 * in the thread at each change. Deliveries come in any order: the newest message or handover decides. The caller holds the conversations' locks.
 */
export async function noteOwnership(tx: EntityManager, stored: readonly NewInboundRow[]): Promise<void> {
  for (const { thread, arrival } of stored) {
    if (!arrival || !isUnreadBubble(arrival.message) || (arrival.message.standby ?? false) === thread.metaAgent) continue;
    if (await isOvertaken(tx, thread.id, shownAt(arrival))) continue;
    thread.metaAgent = arrival.message.standby;
    const notice = thread.metaAgent
      ? { event: 'meta_agent_took_over', words: "Meta's own AI agent answers here. Sending a message takes the conversation over." }
      : { event: 'meta_agent_left', words: "Meta's own AI agent no longer answers here" };
    const entityId = await addNotice(tx, thread, notice);
    await tx.query('UPDATE conversation SET meta_agent = ?, version = version + 1 WHERE id = ?', [thread.metaAgent ? 1 : 0, idToBytes(thread.id)]);
    await appendOutbox(tx, [{ workspaceId: thread.workspaceId, topic: 'message.created', channelId: thread.channelId, conversationId: thread.id, entityId }]);
  }
}

/** Asked only when a message speaks for another owner, which is rare. */
async function isOvertaken(tx: EntityManager, conversationId: string, at: Date): Promise<boolean> {
  const newer: unknown[] = await tx.query("SELECT 1 FROM message WHERE conversation_id = ? AND provider_ts > ? AND ((direction = 'in' AND received_at IS NOT NULL) OR type IN ('handover_to_us', 'handover_to_meta_agent')) LIMIT 1", [idToBytes(conversationId), at]);
  return newer.length > 0;
}
