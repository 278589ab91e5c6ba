import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox, type OutboxEntry } from '@mailtrixy/server/platform/realtime';
import { NOTE_MAX, type Message, type SendMessageRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { mustWrite, type Actor } from '../conversations/actor';
import { lockConversation } from '../conversations/conversation-lock';
import { reopen } from '../conversations/reopen';
import { loadMessages } from '../messages/message-rows';
import { queueReceipt } from '../read-receipts/queue-receipt';
import { queueMessage } from './queue-message';
import { RequestContent, type StoredContent } from './request-content';
import { SendRules, type SendChannel } from './send-rules';

/** Takes a person's message: stored and queued in one transaction, so that the answer means "it will not be lost". */
@Injectable()
export class SendMessage {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendRules) private readonly rules: SendRules,
    @Inject(RequestContent) private readonly contents: RequestContent,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /**
   * The same clientId and body give the same message back.
   * @returns created false: it was there already
   * @throws DomainError CLIENT_ID_REUSED, INBOX_MESSAGE_EMPTY, NOT_FOUND, FORBIDDEN, and what RequestContent refuses
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
    const reply = request.kind === 'reply';
    if (request.type === 'text' && !request.body.trim()) throw new DomainError('INBOX_MESSAGE_EMPTY', 'Write something before sending.');
    const stored = reply ? await this.contents.read(tx, conversation, channel, actor.userId, request) : noteContent(request);

    const outbox: OutboxEntry[] = [];
    const about = { workspaceId, channelId: conversation.channelId, conversationId };
    if (reply && conversation.status === 'resolved') outbox.push({ ...about, topic: 'message.created', entityId: await reopen(tx, conversation, actor.userId) });
    const quotedExternalId = reply && request.replyToMessageId ? await externalIdOf(tx, conversation.id, request.replyToMessageId) : null;
    const id = await queueMessage(tx, conversation, { kind: request.kind, stored, clientId: request.clientId, clientHash: hash, author: actor.userId, quotedExternalId });
    // Policy "on_reply": the customer learns that we read them when we answer.
    if (reply && channel.state?.settings.readReceipts === 'on_reply') await queueReceipt(tx, conversation, conversation.lastSeq);
    await appendOutbox(tx, [...outbox, { ...about, topic: 'message.created', entityId: id }]);
    failpoint('out.before_commit');
    return { id, created: true };
  }
}

/** What makes two requests with one clientId the same request. */
function contentHash({ kind, type, body, replyToMessageId, previewUrl, attachmentId, location, contacts, interactive, template }: SendMessageRequest): Buffer {
  const more = [previewUrl, attachmentId, location, contacts, interactive, template].some((part) => part !== undefined) ? [{ previewUrl, attachmentId, location, contacts, interactive, template }] : [];
  return createHash('sha256').update(JSON.stringify([kind, type, body, replyToMessageId ?? null, ...more])).digest();
}

/** @throws DomainError INBOX_CONTENT_INVALID, INBOX_MESSAGE_TOO_LONG */
function noteContent({ type, body }: SendMessageRequest): StoredContent {
  if (type !== 'text') throw new DomainError('INBOX_CONTENT_INVALID', 'A note holds text only.', { errors: [{ field: 'type', message: 'A note holds text only.' }] });
  if ([...body].length > NOTE_MAX) throw new DomainError('INBOX_MESSAGE_TOO_LONG', `A note may have ${NOTE_MAX} characters at most.`);
  return { type, body, content: null, outgoing: { type: 'text' }, attachmentIds: [] };
}

async function findByClientId(tx: EntityManager, conversationId: string, clientId: string): Promise<{ id: string; hash: Buffer | null } | null> {
  const [row]: { id: Buffer; client_hash: Buffer | null }[] = await tx.query('SELECT id, client_hash FROM message WHERE conversation_id = ? AND client_id = ?', [idToBytes(conversationId), clientId]);
  return row ? { id: bytesToId(row.id), hash: row.client_hash } : null;
}

/** The provider's id of a message to quote. @throws DomainError NOT_FOUND when it is not in this conversation */
async function externalIdOf(tx: EntityManager, conversationId: string, messageId: string): Promise<string> {
  const [row]: { external_id: string | null }[] = await tx.query('SELECT external_id FROM message WHERE id = ? AND conversation_id = ?', [idToBytes(messageId), idToBytes(conversationId)]);
  if (!row?.external_id) throw new DomainError('NOT_FOUND', 'The message to reply to is not in this conversation, or WhatsApp does not know it yet.');
  return row.external_id;
}
