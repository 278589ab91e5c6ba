import { idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { EntityManager } from 'typeorm';
import { insertAttachments } from '../attachments/insert-attachments';
import { lockConversations } from '../conversations/conversation-lock';
import { refreshPreviews } from '../messages/refresh-preview';
import type { InboundArrival, StoredArrival } from './inbound-arrival';
import { payloadOf } from './insert-messages';

/** The phone app's history announces a file; the file follows as a message of the same id (META-CLOUD-API §7.10). */
export const PLACEHOLDER = 'media_placeholder';

/** Stored placeholders become the messages that they announced. The caller holds the contacts' locks. */
export async function fillPlaceholders(tx: EntityManager, arrivals: readonly InboundArrival[], stored: readonly (StoredArrival | null)[]): Promise<void> {
  const files = arrivals.flatMap((arrival, at) => {
    const { conversationId, messageId } = stored[at] ?? {};
    return arrival.message.media && arrival.message.historical && conversationId && messageId ? [{ ...arrival, conversationId, messageId }] : [];
  });
  if (!files.length) return;
  await lockConversations(tx, files.map(({ conversationId }) => conversationId), 'wait');
  for (const { workspaceId, channelId, conversationId, messageId, receivedAt, message } of files) {
    const { media, type, body, direction } = message;
    const payload = payloadOf(message);
    const { affectedRows }: { affectedRows: number } = await tx.query('UPDATE message SET type = ?, body = ?, payload = ?, version = version + 1 WHERE id = ? AND workspace_id = ? AND type = ?', [type, body, payload && JSON.stringify(payload), idToBytes(messageId), idToBytes(workspaceId), PLACEHOLDER]);
    if (!affectedRows || !media) continue;
    await insertAttachments(tx, [{ workspaceId, channelId, conversationId, messageId, direction, receivedAt, media }]);
    await refreshPreviews(tx, [idToBytes(conversationId)], [idToBytes(messageId)]);
    await appendOutbox(tx, [{ workspaceId, topic: 'message.updated', channelId, conversationId, entityId: messageId }]);
  }
}
