import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { StoredChannel } from '../settings/stored-channel';
import type { DecisionInput } from './decide';

/**
 * Replies that were sent by themselves: in this conversation since it was resolved last, to this person and on this channel
 * within 24 hours. Exact while the caller holds the channel's settings row.
 */
export async function capsOf(manager: EntityManager, place: { workspaceId: string; conversationId: string; contactId: string }, channel: StoredChannel, resolvedSeq: number): Promise<DecisionInput['caps']> {
  const workspace = idToBytes(place.workspaceId);
  const count = async (sql: string, values: unknown[]): Promise<number> => {
    const [row]: { count: number }[] = await manager.query(`SELECT COUNT(*) AS count FROM ai_sent WHERE workspace_id = ? AND ${sql}`, [workspace, ...values]);
    return Number(row.count);
  };
  const conversation = await count('conversation_id = ? AND seq > ?', [idToBytes(place.conversationId), resolvedSeq]);
  const contact = await count('contact_id = ? AND at > NOW(3) - INTERVAL 1 DAY', [idToBytes(place.contactId)]);
  const onChannel = await count('channel_id = ? AND at > NOW(3) - INTERVAL 1 DAY', [idToBytes(channel.channelId)]);
  return { conversation: { used: conversation, max: channel.maxPerConversation }, contact: { used: contact, max: channel.maxPerContactPerDay }, channel: { used: onChannel, max: channel.maxPerDay } };
}
