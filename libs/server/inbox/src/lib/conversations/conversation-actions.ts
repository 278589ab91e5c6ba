import { Inject, Injectable } from '@nestjs/common';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { ConversationRow, SetLabelsRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { setLabels } from '../labels/set-labels';
import { mustWrite, type Actor } from './actor';
import { lockConversation, type LockedConversation } from './conversation-lock';
import { loadConversationRows } from './conversation-rows';
import { reopen } from './reopen';
import { assign, resolve, snooze, wake } from './status-changes';

const SNOOZE_MAX_DAYS = 366;
const DAY_MS = 86_400_000;

/** Resolve, reopen, assign, snooze and label. What is so already stays as it is. */
@Injectable()
export class ConversationActions {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN, INBOX_ALREADY_OPEN */
  setStatus(workspaceId: string, actor: Actor, conversationId: string, status: 'open' | 'resolved'): Promise<ConversationRow> {
    return this.withLine(workspaceId, actor, conversationId, (tx, conversation) => {
      if (status === 'resolved') return resolve(tx, conversation, actor.userId);
      return conversation.status === 'resolved' ? reopen(tx, conversation, actor.userId) : wake(tx, conversation, actor.userId);
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_FAILED for a person who cannot answer here */
  assign(workspaceId: string, actor: Actor, conversationId: string, assigneeId: string | null): Promise<ConversationRow> {
    return this.withLine(workspaceId, actor, conversationId, (tx, conversation) => assign(tx, conversation, actor.userId, assigneeId));
  }

  /** @param until null wakes it @throws DomainError NOT_FOUND, FORBIDDEN, INBOX_CONVERSATION_RESOLVED, VALIDATION_FAILED */
  async snooze(workspaceId: string, actor: Actor, conversationId: string, until: Date | null): Promise<ConversationRow> {
    if (until) mustBeSoon(until);
    return this.withLine(workspaceId, actor, conversationId, (tx, conversation) => (until ? snooze(tx, conversation, actor.userId, until) : wake(tx, conversation, actor.userId)));
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_FAILED for labels that do not exist */
  label(workspaceId: string, actor: Actor, conversationId: string, labels: SetLabelsRequest): Promise<ConversationRow> {
    return this.change(workspaceId, actor, conversationId, async (tx, conversation) => {
      if (!(await setLabels(tx, conversation, labels))) return false;
      await appendOutbox(tx, [{ workspaceId, topic: 'conversation.updated', channelId: conversation.channelId, conversationId, entityId: conversationId }]);
      return true;
    });
  }

  private withLine(workspaceId: string, actor: Actor, conversationId: string, work: (tx: EntityManager, conversation: LockedConversation) => Promise<string | null>): Promise<ConversationRow> {
    return this.change(workspaceId, actor, conversationId, async (tx, conversation) => {
      const entityId = await work(tx, conversation);
      if (entityId) await appendOutbox(tx, [{ workspaceId, topic: 'message.created', channelId: conversation.channelId, conversationId, entityId }]);
      return entityId !== null;
    });
  }

  private async change(workspaceId: string, actor: Actor, conversationId: string, work: (tx: EntityManager, conversation: LockedConversation) => Promise<boolean>): Promise<ConversationRow> {
    mustWrite(actor);
    const changed = await inTransaction(this.dataSource, async (tx) => {
      const conversation = await lockConversation(tx, workspaceId, conversationId);
      if (!(await work(tx, conversation))) return false;
      // Any human action takes over from an automatic answer that is on its way.
      await tx.query('UPDATE conversation SET responder_version = responder_version + 1, version = version + 1 WHERE id = ?', [idToBytes(conversationId)]);
      return true;
    });
    if (changed) this.doorbell.ringOutbox();
    const row = (await loadConversationRows(this.dataSource.manager, workspaceId, [conversationId])).get(conversationId);
    if (!row) throw notFound('conversation');
    return row;
  }
}

function mustBeSoon(until: Date): void {
  const ahead = until.getTime() - Date.now();
  if (!(ahead > 0 && ahead <= SNOOZE_MAX_DAYS * DAY_MS)) throw new DomainError('VALIDATION_FAILED', 'Choose a time within the next year.', { errors: [{ field: 'until', message: 'must be in the future, at most a year ahead' }] });
}
