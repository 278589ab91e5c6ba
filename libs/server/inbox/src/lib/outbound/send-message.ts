import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, inTransaction, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox, type OutboxEntry } from '@mailtrixy/server/platform/realtime';
import { NOTE_MAX, type Message, type SendMessageRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { mustWrite, type Actor } from '../conversations/actor';
import { lockConversation, type LockedConversation } from '../conversations/conversation-lock';
import { reopen } from '../conversations/reopen';
import { loadMessages } from '../messages/message-rows';
import { previewOf } from '../messages/preview';
import { queueReceipt } from '../read-receipts/queue-receipt';
import { wakeLane } from './lane';
import { SendRules, type SendChannel } from './send-rules';

/** Takes a person's message: stored and queued in one transaction, so that the answer means "it will not be lost". */
@Injectable()
export class SendMessage {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendRules) private readonly rules: SendRules,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /**
   * The same clientId and body give the same message back.
   * @returns created false: it was there already
   * @throws DomainError CLIENT_ID_REUSED, INBOX_REPLY_WINDOW_CLOSED, INBOX_MESSAGE_EMPTY, INBOX_MESSAGE_TOO_LONG, CHANNEL_NOT_ACTIVE, NOT_FOUND, FORBIDDEN
   */
  async send(workspaceId: string, actor: Actor, conversationId: string, request: SendMessageRequest): Promise<{ message: Message; created: boolean }> {
    mustWrite(actor);
    const channel = await this.rules.channelOf(workspaceId, conversationId);
    const { id, created } = await inTransaction(this.dataSource, (tx) => this.store(tx, workspaceId, actor, conversationId, channel, request));
    failpoint('api.after_commit_before_201');
    if (created) {
      this.doorbell.ringOutbox();
      if (request.kind === 'reply') {
        this.doorbell.ring('outbound');
        this.doorbell.ring('read-receipts');
      }
    }
    const message = (await loadMessages(this.dataSource.manager, workspaceId, [id])).get(id);
    if (!message) throw new DomainError('INTERNAL', 'The message was stored but could not be read back.');
    return { message, created };
  }

  private async store(tx: EntityManager, workspaceId: string, actor: Actor, conversationId: string, channel: SendChannel, request: SendMessageRequest): Promise<{ id: string; created: boolean }> {
    const conversation = await lockConversation(tx, workspaceId, conversationId);
    const hash = contentHash(request);
    const known = await findByClientId(tx, conversationId, request.clientId);
    if (known) {
      if (!known.hash?.equals(hash)) throw new DomainError('CLIENT_ID_REUSED', 'This clientId was used for another message.');
      return { id: known.id, created: false };
    }
    if (!request.body.trim()) throw new DomainError('INBOX_MESSAGE_EMPTY', 'Write something before sending.');
    if (request.type !== 'text') throw new DomainError('INBOX_CONTENT_INVALID', 'This kind of message cannot be sent yet.');
    const reply = request.kind === 'reply';
    if (reply) this.rules.check(channel, conversation.windowExpiresAt, request.body);
    else if ([...request.body].length > NOTE_MAX) throw new DomainError('INBOX_MESSAGE_TOO_LONG', `A note may have ${NOTE_MAX} characters at most.`);

    const outbox: OutboxEntry[] = [];
    const about = { workspaceId, channelId: conversation.channelId, conversationId };
    if (reply && conversation.status === 'resolved') outbox.push({ ...about, topic: 'message.created', entityId: await reopen(tx, conversation, actor.userId) });
    const id = await insertMessage(tx, conversation, actor, request, hash);
    if (reply) {
      await wakeLane(tx, conversation);
      // Policy "on_reply": the customer learns that we read them when we answer.
      if (channel.state?.settings.readReceipts === 'on_reply') await queueReceipt(tx, conversation, conversation.lastSeq);
    }
    await appendOutbox(tx, [...outbox, { ...about, topic: 'message.created', entityId: id }]);
    failpoint('out.before_commit');
    return { id, created: true };
  }
}

/** What makes two requests with one clientId the same request. */
function contentHash({ kind, type, body, replyToMessageId }: SendMessageRequest): Buffer {
  return createHash('sha256').update(JSON.stringify([kind, type, body, replyToMessageId ?? null])).digest();
}

async function findByClientId(tx: EntityManager, conversationId: string, clientId: string): Promise<{ id: string; hash: Buffer | null } | null> {
  const [row]: { id: Buffer; client_hash: Buffer | null }[] = await tx.query('SELECT id, client_hash FROM message WHERE conversation_id = ? AND client_id = ?', [idToBytes(conversationId), clientId]);
  return row ? { id: bytesToId(row.id), hash: row.client_hash } : null;
}

async function insertMessage(tx: EntityManager, conversation: LockedConversation, actor: Actor, request: SendMessageRequest, hash: Buffer): Promise<string> {
  const id = newId();
  const reply = request.kind === 'reply';
  const quoted = reply && request.replyToMessageId ? await externalIdOf(tx, conversation.id, request.replyToMessageId) : null;
  const seq = ++conversation.lastSeq;
  const key = idToBytes(conversation.id);
  const author = nullableIdToBytes(actor.userId);
  await tx.query(
    `INSERT INTO message (conversation_id, seq, id, workspace_id, channel_id, direction, type, body, client_id, client_hash, author_kind, author_id, quoted_external_id, delivery_status, attempt_no)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'user', ?, ?, ?, ?)`,
    [key, seq, idToBytes(id), idToBytes(conversation.workspaceId), idToBytes(conversation.channelId), reply ? 'out' : 'note', request.type, request.body, request.clientId, hash, author, quoted, reply ? 'queued' : null, reply ? 1 : 0],
  );
  await tx.query(
    `UPDATE conversation SET last_seq = ?, last_message_at = NOW(3), preview = ?, preview_seq = ?, preview_direction = ?, preview_type = ?, preview_author_id = ?, preview_status = ?, preview_opened = 0,
       responder = IF(?, 'human', responder), responder_version = responder_version + 1, version = version + 1 WHERE id = ?`,
    [seq, previewOf(request.body), seq, reply ? 'out' : 'note', request.type, author, reply ? 'queued' : null, reply, key],
  );
  return id;
}

/** The provider's id of a message to quote. @throws DomainError NOT_FOUND when it is not in this conversation */
async function externalIdOf(tx: EntityManager, conversationId: string, messageId: string): Promise<string> {
  const [row]: { external_id: string | null }[] = await tx.query('SELECT external_id FROM message WHERE id = ? AND conversation_id = ?', [idToBytes(messageId), idToBytes(conversationId)]);
  if (!row?.external_id) throw new DomainError('NOT_FOUND', 'The message to reply to is not in this conversation, or WhatsApp does not know it yet.');
  return row.external_id;
}
