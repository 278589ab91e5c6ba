import { Inject, Injectable } from '@nestjs/common';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { DeliveryStatus, Message } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { mustWrite, type Actor } from '../conversations/actor';
import { lockConversation, type LockedConversation } from '../conversations/conversation-lock';
import { loadMessages } from '../messages/message-rows';
import { wakeLane } from './lane';
import type { OutgoingContent } from './outgoing-content';
import { touchReactionTargets } from './refresh-messages';
import { SendRules, type SendChannel } from './send-rules';

/** Meta takes no reaction to an older message (META-CLOUD-API §13). */
const REACTABLE_DAYS = 30;
const UNDONE: readonly (DeliveryStatus | null)[] = ['failed', 'unconfirmed', 'canceled'];

interface Target {
  direction: string;
  type: string;
  external_id: string | null;
  revoked_at: Date | null;
  old: number;
}
interface Own {
  emoji: string | null;
  message_id: Buffer | null;
  delivery_status: DeliveryStatus | null;
}

/**
 * Our reaction to a message. It is sent by a message of its own (direction out, type reaction) in the conversation's lane,
 * with attempts, pauses and statuses like every other; that one is never shown: table reaction points to it.
 */
@Injectable()
export class SetReaction {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendRules) private readonly rules: SendRules,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /**
   * The newest wins; what has not left yet is called off. Setting what is so already does nothing, unless it failed.
   * @param emoji null takes it back
   * @returns the message reacted to
   * @throws DomainError NOT_FOUND, FORBIDDEN, INBOX_NOT_REACTABLE, INBOX_CONTENT_INVALID, and what SendRules refuse
   */
  async set(workspaceId: string, actor: Actor, messageId: string, emoji: string | null): Promise<Message> {
    mustWrite(actor);
    const [place]: { conversation_id: Buffer }[] = await this.dataSource.query('SELECT conversation_id FROM message WHERE id = ? AND workspace_id = ?', [idToBytes(messageId), idToBytes(workspaceId)]);
    if (!place) throw notFound('message');
    const conversationId = bytesToId(place.conversation_id);
    const channel = await this.rules.channelOf(workspaceId, conversationId);
    const changed = await inTransaction(this.dataSource, async (tx) => this.change(tx, await lockConversation(tx, workspaceId, conversationId), channel, actor, messageId, emoji));
    if (changed) {
      this.doorbell.ring('outbound');
      this.doorbell.ringOutbox();
    }
    const message = (await loadMessages(this.dataSource.manager, workspaceId, [messageId])).get(messageId);
    if (!message) throw notFound('message');
    return message;
  }

  private async change(tx: EntityManager, conversation: LockedConversation, channel: SendChannel, actor: Actor, messageId: string, emoji: string | null): Promise<boolean> {
    this.rules.mayUse(channel);
    this.rules.mayContain(channel, { type: 'reaction', body: '', attachmentKind: null, emoji });
    const targetExternalId = await reactable(tx, messageId);
    const own = await readOwn(tx, conversation, targetExternalId);
    const isSo = own ? own.emoji === emoji && !UNDONE.includes(own.delivery_status) : emoji === null;
    if (isSo) return false;
    this.rules.mayAnswer(channel, conversation.windowExpiresAt);
    if (own?.message_id) await tx.query("UPDATE message SET delivery_status = 'canceled', next_at = NULL, version = version + 1 WHERE id = ? AND delivery_status = 'queued'", [own.message_id]);
    const id = await insertHidden(tx, conversation, actor, { type: 'reaction', targetExternalId, targetId: messageId, emoji });
    await tx.query(
      `INSERT INTO reaction (channel_id, target_external_id, side, contact_id, workspace_id, emoji, user_id, message_id, provider_ts) VALUES (?, ?, 'us', ?, ?, ?, ?, ?, NOW(3))
       ON DUPLICATE KEY UPDATE emoji = VALUES(emoji), external_id = NULL, user_id = VALUES(user_id), message_id = VALUES(message_id), provider_ts = VALUES(provider_ts)`,
      [idToBytes(conversation.channelId), targetExternalId, idToBytes(conversation.contactId), idToBytes(conversation.workspaceId), emoji, idToBytes(actor.userId), idToBytes(id)],
    );
    await touchReactionTargets(tx, [idToBytes(messageId)]);
    await wakeLane(tx, conversation);
    await appendOutbox(tx, [{ workspaceId: conversation.workspaceId, topic: 'message.updated', channelId: conversation.channelId, conversationId: conversation.id, entityId: messageId }]);
    return true;
  }
}

/** @returns the provider's id of the message @throws DomainError INBOX_NOT_REACTABLE */
async function reactable(tx: EntityManager, messageId: string): Promise<string> {
  const [target]: Target[] = await tx.query('SELECT direction, type, external_id, revoked_at, IF(COALESCE(provider_ts, created_at) < NOW(3) - INTERVAL ? DAY, 1, 0) AS old FROM message WHERE id = ?', [REACTABLE_DAYS, idToBytes(messageId)]);
  const refuse = (words: string) => new DomainError('INBOX_NOT_REACTABLE', words);
  if (!target || !['in', 'out'].includes(target.direction) || target.type === 'reaction') throw refuse('Only messages of the customer and of yours can get a reaction.');
  if (!target.external_id) throw refuse('WhatsApp does not know this message yet. Wait until it is sent.');
  if (target.revoked_at) throw refuse('This message was deleted.');
  if (target.old === 1) throw refuse(`WhatsApp takes reactions for ${REACTABLE_DAYS} days only; this message is older.`);
  return target.external_id;
}

async function readOwn(tx: EntityManager, { channelId, contactId }: LockedConversation, targetExternalId: string): Promise<Own | null> {
  const [own]: Own[] = await tx.query("SELECT r.emoji, r.message_id, m.delivery_status FROM reaction r LEFT JOIN message m ON m.id = r.message_id WHERE r.channel_id = ? AND r.target_external_id = ? AND r.side = 'us' AND r.contact_id = ? FOR UPDATE", [idToBytes(channelId), targetExternalId, idToBytes(contactId)]);
  return own ?? null;
}

/** Takes a place in the thread's order, without moving the conversation in the list. */
async function insertHidden(tx: EntityManager, conversation: LockedConversation, actor: Actor, outgoing: OutgoingContent): Promise<string> {
  const id = newId();
  const seq = ++conversation.lastSeq;
  const key = idToBytes(conversation.id);
  await tx.query("INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, outgoing, author_kind, author_id, delivery_status, attempt_no) VALUES (?, ?, ?, ?, ?, 'out', 'reaction', ?, 'user', ?, 'queued', 1)", [key, seq, idToBytes(id), idToBytes(conversation.workspaceId), idToBytes(conversation.channelId), JSON.stringify(outgoing), idToBytes(actor.userId)]);
  await tx.query('UPDATE conversation SET last_seq = ?, meta_agent = 0, responder_version = responder_version + 1 WHERE id = ?', [seq, key]);
  return id;
}
