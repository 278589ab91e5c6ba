import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { DataSource, type EntityManager } from 'typeorm';
import { lockConversation, type LockedConversation } from '../conversations/conversation-lock';
import { queueMessage } from '../outbound/queue-message';
import { RequestContent } from '../outbound/request-content';
import { SendRules, type SendChannel } from '../outbound/send-rules';
import { asRequest, type AutomaticContent } from './automatic-content';
import { hasLeft } from './has-left';
import { refusalOf, type Refusal } from './refusals';
import { whatCameAfter } from './what-came-after';

export interface AutomaticMessage {
  authorKind: 'rule' | 'ai';
  /** The rule's or the assistant's name, as the thread shows it. */
  authorName: string;
  /** Unique over all messages, e.g. rule:<rule>:<message>:<n>. The same key again sends nothing and gives the same message back. */
  originKey: string;
  content: AutomaticContent;
  /** The customer's message that it answers. Nothing is sent when something newer came, or a person did anything since. */
  trigger: { messageId: string; seq: number };
  /** conversation.responder_version as it was when the answer was thought of; null: only what came after the trigger counts. */
  responderVersion: number | null;
  /** The last word to somebody who has just opted out. */
  toOptedOut?: boolean;
}

export type AutomaticOutcome = { sent: true; messageId: string; created: boolean } | ({ sent: false } & Refusal);

/** Messages of rules and of the AI: decided under the conversation's row lock, so that a person is always first. */
@Injectable()
export class AutomaticMessages {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendRules) private readonly rules: SendRules,
    @Inject(RequestContent) private readonly contents: RequestContent,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** Stores and queues it in one transaction, or says why not. @throws DomainError NOT_FOUND */
  async commit(workspaceId: string, conversationId: string, message: AutomaticMessage): Promise<AutomaticOutcome> {
    const channel = await this.channelOf(workspaceId, conversationId);
    const outcome = await inTransaction(this.dataSource, async (tx) => this.commitIn(tx, await lockConversation(tx, workspaceId, conversationId), channel, message));
    failpoint('automatic.after_commit');
    if (outcome.sent && outcome.created) this.ring();
    return outcome;
  }

  /** Before the transaction of commitIn: inside it would wait for a second connection while holding one. @throws DomainError NOT_FOUND */
  channelOf(workspaceId: string, conversationId: string): Promise<SendChannel> {
    return this.rules.channelOf(workspaceId, conversationId);
  }

  /** For a caller that holds the conversation's lock and rings after its commit. Writes nothing where it refuses. */
  async commitIn(tx: EntityManager, conversation: LockedConversation, channel: SendChannel, message: AutomaticMessage): Promise<AutomaticOutcome> {
    const known = await findByOrigin(tx, message.originKey);
    if (known) return { sent: true, messageId: known, created: false };
    const refusal = await this.mayStillGo(tx, conversation, channel, message);
    if (refusal) return { sent: false, ...refusal };
    // A refusal further down takes back the copies of files that were made on the way to it.
    await tx.query('SAVEPOINT automatic_message');
    try {
      const request = await asRequest(tx, conversation, message.content);
      if (request.type === 'text' && !request.body.trim()) return { sent: false, reason: 'invalid', words: 'The reply has no text.' };
      const stored = await this.contents.read(tx, conversation, channel, null, request);
      const messageId = await queueMessage(tx, conversation, { kind: 'reply', stored, clientId: null, clientHash: null, author: { kind: message.authorKind, name: message.authorName }, originKey: message.originKey, quotedExternalId: null });
      await appendOutbox(tx, [{ workspaceId: conversation.workspaceId, topic: 'message.created', channelId: conversation.channelId, conversationId: conversation.id, entityId: messageId }]);
      return { sent: true, messageId, created: true };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await tx.query('ROLLBACK TO SAVEPOINT automatic_message');
      return { sent: false, ...refusalOf(error) };
    }
  }

  ring(): void {
    this.doorbell.ringOutbox();
    this.doorbell.ring('outbound');
  }

  private async mayStillGo(tx: EntityManager, conversation: LockedConversation, { state }: SendChannel, message: AutomaticMessage): Promise<Refusal | null> {
    const came = await whatCameAfter(tx, conversation.id, message.trigger.seq);
    if (came.human || (message.responderVersion !== null && message.responderVersion !== conversation.responderVersion)) return { reason: 'taken_over', words: 'A person has acted in this conversation since the message came.' };
    if (conversation.metaAgent) return { reason: 'taken_over', words: "Meta's own AI agent answers this conversation." };
    if (came.customer) return { reason: 'newer_message', words: 'The customer has written again; the newer message is answered instead.' };
    if (conversation.status === 'resolved') return { reason: 'resolved', words: 'The conversation has been resolved.' };
    // A person's message waits for the hold to end; an answer that comes hours later by itself helps nobody.
    if (state?.sendHold) return { reason: 'channel', words: 'Sending is on hold for this channel.' };
    if (!message.toOptedOut && (await hasLeft(tx, conversation))) return { reason: 'opted_out', words: 'This person asked to get no more messages.' };
    return null;
  }
}

async function findByOrigin(tx: EntityManager, originKey: string): Promise<string | null> {
  const [row]: { id: Buffer }[] = await tx.query('SELECT id FROM message WHERE origin_key = ?', [originKey]);
  return row ? bytesToId(row.id) : null;
}
