import type { EntityManager } from 'typeorm';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { addNotice } from '../messages/system-message';
import { isUnreadBubble } from './inbound-arrival';
import type { NewInboundRow } from './insert-messages';

/**
 * Messages of field `standby` mean that Meta's own agent owns the thread, those of field `messages` that we do: one line
 * in the thread at each change. The caller holds the conversations' locks.
 */
export async function noteOwnership(tx: EntityManager, stored: readonly NewInboundRow[]): Promise<void> {
  for (const { thread, arrival } of stored) {
    if (!arrival || !isUnreadBubble(arrival.message) || (arrival.message.standby ?? false) === thread.metaAgent) continue;
    thread.metaAgent = arrival.message.standby;
    const notice = thread.metaAgent
      ? { event: 'meta_agent_took_over', words: "Meta's own AI agent answers here. Sending a message takes the conversation over." }
      : { event: 'meta_agent_left', words: "Meta's own AI agent no longer answers here" };
    const entityId = await addNotice(tx, thread, notice);
    await tx.query('UPDATE conversation SET meta_agent = ?, version = version + 1 WHERE id = ?', [thread.metaAgent ? 1 : 0, idToBytes(thread.id)]);
    await appendOutbox(tx, [{ workspaceId: thread.workspaceId, topic: 'message.created', channelId: thread.channelId, conversationId: thread.id, entityId }]);
  }
}
