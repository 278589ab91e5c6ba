import { Inject, Injectable } from '@nestjs/common';
import { FILE_CODES, STALE_TEMPLATE_CODES } from '@mailtrixy/server/channels';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { wantSync } from '@mailtrixy/server/templates';
import type { DeliveryStatus, Message } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { mustWrite, type Actor } from '../conversations/actor';
import { lockConversation, type LockedConversation } from '../conversations/conversation-lock';
import { loadMessages } from '../messages/message-rows';
import { wakeLane } from './lane';
import { mustTakeMarketing } from './marketing-opt-out';
import { forgetUploads } from './outbound-attachments';
import { filesOf, readOutgoing, type OutgoingContent } from './outgoing-content';
import { refreshConversations, refreshMessages } from './refresh-messages';
import { SendRules, type SendChannel } from './send-rules';
import { markStale } from './stale-template';

interface Undelivered {
  status: DeliveryStatus | null;
  attemptNo: number;
  outgoing: OutgoingContent;
  errorCode: number | null;
}

/** What a person decides about a message that failed or is not confirmed: send it again, or leave it. */
@Injectable()
export class RetryMessage {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendRules) private readonly rules: SendRules,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /**
   * A new attempt of the same message, which really sends. A double click (the same clientId) is one retry.
   * @throws DomainError NOT_FOUND, FORBIDDEN, INBOX_NOT_RETRYABLE, CLIENT_ID_REUSED, INBOX_OPTED_OUT, and what SendRules refuse
   */
  async retry(workspaceId: string, actor: Actor, messageId: string, clientId: string): Promise<Message> {
    mustWrite(actor);
    const conversationId = await this.conversationOf(workspaceId, messageId);
    const channel = await this.rules.channelOf(workspaceId, conversationId);
    await inTransaction(this.dataSource, async (tx) => this.again(tx, await lockConversation(tx, workspaceId, conversationId), channel, actor, messageId, clientId));
    this.doorbell.ring('outbound');
    this.doorbell.ringOutbox();
    return this.read(workspaceId, messageId);
  }

  /** It no longer counts as a failed send. Dismissing twice is once. @throws DomainError NOT_FOUND, FORBIDDEN, INBOX_NOT_RETRYABLE */
  async dismiss(workspaceId: string, actor: Actor, messageId: string): Promise<Message> {
    mustWrite(actor);
    const conversationId = await this.conversationOf(workspaceId, messageId);
    await inTransaction(this.dataSource, async (tx) => {
      const conversation = await lockConversation(tx, workspaceId, conversationId);
      mustBeUndelivered(await readUndelivered(tx, messageId));
      await tx.query('UPDATE message SET dismissed_at = COALESCE(dismissed_at, NOW(3)), version = version + 1 WHERE id = ?', [idToBytes(messageId)]);
      await refreshConversations(tx, [idToBytes(conversationId)]);
      await appendOutbox(tx, [{ workspaceId, topic: 'message.updated', channelId: conversation.channelId, conversationId, entityId: messageId }]);
    });
    this.doorbell.ringOutbox();
    return this.read(workspaceId, messageId);
  }

  private async again(tx: EntityManager, conversation: LockedConversation, channel: SendChannel, actor: Actor, messageId: string, clientId: string): Promise<void> {
    const key = idToBytes(conversation.id);
    const [known]: { message_id: Buffer }[] = await tx.query('SELECT message_id FROM message_retry WHERE conversation_id = ? AND client_id = ?', [key, clientId]);
    if (known) {
      if (bytesToId(known.message_id) === messageId) return;
      throw new DomainError('CLIENT_ID_REUSED', 'This clientId was used for another retry.');
    }
    const message = await readUndelivered(tx, messageId);
    mustBeUndelivered(message);
    await this.mayGo(tx, conversation, channel, messageId, message);
    const attemptNo = message.attemptNo + 1;
    await tx.query('INSERT INTO message_retry (conversation_id, client_id, workspace_id, message_id, user_id, attempt_no) VALUES (?, ?, ?, ?, ?, ?)', [key, clientId, idToBytes(conversation.workspaceId), idToBytes(messageId), idToBytes(actor.userId), attemptNo]);
    await tx.query('UPDATE message SET attempt_no = ?, tries = 0, next_at = NULL, dismissed_at = NULL WHERE id = ?', [attemptNo, idToBytes(messageId)]);
    await tx.query("UPDATE conversation SET responder = 'human', meta_agent = 0, responder_version = responder_version + 1 WHERE id = ?", [key]);
    await refreshMessages(tx, [messageId]);
    await wakeLane(tx, conversation);
  }

  /** The same content may go again; what may have been at fault is made anew: the upload of a file, the filling of a template. */
  private async mayGo(tx: EntityManager, conversation: LockedConversation, channel: SendChannel, messageId: string, { outgoing, errorCode }: Undelivered): Promise<void> {
    this.rules.mayUse(channel);
    if (outgoing.type !== 'template') this.rules.mayAnswer(channel, conversation.windowExpiresAt);
    else {
      if (outgoing.template.category === 'MARKETING') await mustTakeMarketing(tx, conversation);
      if (errorCode !== null && channel.wabaId && STALE_TEMPLATE_CODES.includes(errorCode)) {
        await wantSync(tx, conversation.workspaceId, channel.wabaId, conversation.channelId);
        await markStale(tx, messageId, outgoing, errorCode, true);
      }
    }
    if (errorCode !== null && FILE_CODES.includes(errorCode)) await forgetUploads(tx, conversation.channelId, filesOf(outgoing));
  }

  private async conversationOf(workspaceId: string, messageId: string): Promise<string> {
    const [row]: { conversation_id: Buffer }[] = await this.dataSource.query("SELECT conversation_id FROM message WHERE id = ? AND workspace_id = ? AND NOT (direction = 'out' AND type = 'reaction')", [idToBytes(messageId), idToBytes(workspaceId)]);
    if (!row) throw notFound('message');
    return bytesToId(row.conversation_id);
  }

  private async read(workspaceId: string, messageId: string): Promise<Message> {
    const message = (await loadMessages(this.dataSource.manager, workspaceId, [messageId])).get(messageId);
    if (!message) throw notFound('message');
    return message;
  }
}

async function readUndelivered(tx: EntityManager, messageId: string): Promise<Undelivered> {
  const [row]: { delivery_status: DeliveryStatus | null; attempt_no: number; outgoing: unknown; delivery_error_code: number | null }[] = await tx.query('SELECT delivery_status, attempt_no, outgoing, delivery_error_code FROM message WHERE id = ?', [idToBytes(messageId)]);
  return { status: row.delivery_status, attemptNo: row.attempt_no, outgoing: readOutgoing(row.outgoing), errorCode: row.delivery_error_code };
}

function mustBeUndelivered({ status }: Undelivered): void {
  if (status !== 'failed' && status !== 'unconfirmed') throw new DomainError('INBOX_NOT_RETRYABLE', 'Only a message that failed or is not confirmed can be sent again. This one has moved on.');
}
