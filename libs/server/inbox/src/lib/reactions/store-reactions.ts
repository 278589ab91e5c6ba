import type { InboundReaction } from '@mailtrixy/server/channels';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { EntityManager } from 'typeorm';
import { lockConversations } from '../conversations/conversation-lock';
import { previewParts } from '../messages/preview';
import { refreshPreviews, showReactionPreview } from '../messages/refresh-preview';

/** A reaction with the contact of its conversation; null for somebody whom we do not know. */
export interface ArrivedReaction {
  workspaceId: string;
  channelId: string;
  contactId: string | null;
  reaction: InboundReaction;
  at: Date;
}

interface Target {
  id: Buffer;
  conversation_id: Buffer;
  body: string | null;
  type: string;
  payload: Record<string, unknown> | string | null;
  preview_type: string;
  /** Meta's time of the customer's message that the list shows. */
  shown_ts: Date | null;
}

const NOBODY = Buffer.alloc(16);

/**
 * One reaction per side and message, the newest by the provider's clock; taking it back keeps the row, so that an older
 * one that comes late does not bring it back. A target that is not stored yet shows it when it comes. Not unread, opens
 * no window, and does not move the conversation.
 */
export async function storeReactions(tx: EntityManager, reactions: readonly ArrivedReaction[]): Promise<void> {
  const targets: { target: Target; arrived: ArrivedReaction }[] = [];
  for (const arrived of reactions) {
    const target = await targetOf(tx, arrived);
    if (await keepNewest(tx, arrived) && target) targets.push({ target, arrived });
  }
  await lockConversations(tx, targets.map(({ target }) => bytesToId(target.conversation_id)), 'wait');
  for (const { target, arrived } of targets) await show(tx, target, arrived);
}

/** By the newest id of the message, else by one of its earlier attempts. */
async function targetOf(tx: EntityManager, { channelId, reaction }: ArrivedReaction): Promise<Target | null> {
  const columns = "SELECT m.id, m.conversation_id, m.body, m.type, m.payload, c.preview_type, p.provider_ts AS shown_ts FROM message m JOIN conversation c ON c.id = m.conversation_id LEFT JOIN message p ON p.conversation_id = c.id AND p.seq = c.preview_seq AND p.direction = 'in'";
  const [direct]: Target[] = await tx.query(`${columns} WHERE m.channel_id = ? AND m.external_id = ?`, [idToBytes(channelId), reaction.targetExternalId]);
  if (direct) return direct;
  const [attempted]: Target[] = await tx.query(`${columns} JOIN send_attempt a ON a.message_id = m.id WHERE a.channel_id = ? AND a.wamid = ?`, [idToBytes(channelId), reaction.targetExternalId]);
  return attempted ?? null;
}

/** @returns false when a newer one is known, or the same one again */
async function keepNewest(tx: EntityManager, { workspaceId, channelId, contactId, reaction, at }: ArrivedReaction): Promise<boolean> {
  const key = [idToBytes(channelId), reaction.targetExternalId, reaction.direction === 'out' ? 'us' : 'contact', contactId ? idToBytes(contactId) : NOBODY];
  const [known]: { external_id: string | null; provider_ts: Date }[] = await tx.query('SELECT external_id, provider_ts FROM reaction WHERE channel_id = ? AND target_external_id = ? AND side = ? AND contact_id = ? FOR UPDATE', key);
  if (known && (known.provider_ts > at || known.external_id === reaction.externalId)) return false;
  await tx.query(
    `INSERT INTO reaction (channel_id, target_external_id, side, contact_id, workspace_id, emoji, external_id, provider_ts) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON DUPLICATE KEY UPDATE emoji = IF(VALUES(provider_ts) >= provider_ts, VALUES(emoji), emoji), external_id = IF(VALUES(provider_ts) >= provider_ts, VALUES(external_id), external_id),
       user_id = NULL, message_id = NULL, provider_ts = GREATEST(provider_ts, VALUES(provider_ts))`,
    [...key, idToBytes(workspaceId), reaction.emoji, reaction.externalId, at],
  );
  return true;
}

async function show(tx: EntityManager, target: Target, { workspaceId, channelId, reaction, at }: ArrivedReaction): Promise<void> {
  const conversationId = bytesToId(target.conversation_id);
  await tx.query('UPDATE message SET version = version + 1 WHERE id = ?', [target.id]);
  if (reaction.emoji === null) {
    if (target.preview_type === 'reaction') await refreshPreviews(tx, [target.conversation_id], null);
  } else if (!target.shown_ts || at >= target.shown_ts) {
    // Messages of a batch are stored before its reactions: what the customer wrote afterwards stays in the list.
    const facts = typeof target.payload === 'string' ? (JSON.parse(target.payload) as object) : target.payload;
    const { text, type } = previewParts({ type: target.type, body: target.body, ...facts });
    await showReactionPreview(tx, conversationId, reaction.emoji, text || type, reaction.direction === 'out' ? 'us' : 'contact');
  }
  await appendOutbox(tx, [{ workspaceId, topic: 'message.updated', channelId, conversationId, entityId: bytesToId(target.id) }]);
}
