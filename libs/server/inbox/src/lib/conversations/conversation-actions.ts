import { Inject, Injectable } from '@nestjs/common';
import { idToBytes, inTransaction, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { ConversationRow } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { addSystemMessage } from '../messages/system-message';
import { mustWrite, type Actor } from './actor';
import { lockConversation, type LockedConversation } from './conversation-lock';
import { loadConversationRows } from './conversation-rows';
import { reopen } from './reopen';

/** Resolve, reopen, assign. Each leaves a line in the thread; what is so already stays as it is. */
@Injectable()
export class ConversationActions {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** @throws DomainError NOT_FOUND, FORBIDDEN, INBOX_ALREADY_OPEN */
  setStatus(workspaceId: string, actor: Actor, conversationId: string, status: 'open' | 'resolved'): Promise<ConversationRow> {
    return this.change(workspaceId, actor, conversationId, async (tx, conversation) => {
      if (conversation.status === status) return null;
      if (status === 'open') return conversation.status === 'resolved' ? reopen(tx, conversation, actor.userId) : null;
      await tx.query("UPDATE conversation SET status = 'resolved', open_slot = NULL, resolved_at = NOW(3), snoozed_until = NULL WHERE id = ?", [idToBytes(conversation.id)]);
      return addSystemMessage(tx, conversation, 'resolved', actor.userId);
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_FAILED for a person who cannot answer here */
  assign(workspaceId: string, actor: Actor, conversationId: string, assigneeId: string | null): Promise<ConversationRow> {
    return this.change(workspaceId, actor, conversationId, async (tx, conversation) => {
      if (conversation.assigneeId === assigneeId) return null;
      const name = assigneeId ? await memberName(tx, workspaceId, assigneeId) : null;
      await tx.query('UPDATE conversation SET assignee_id = ? WHERE id = ?', [nullableIdToBytes(assigneeId), idToBytes(conversation.id)]);
      return addSystemMessage(tx, conversation, assigneeId ? 'assigned' : 'unassigned', actor.userId, { assigneeId, assigneeName: name });
    });
  }

  private async change(workspaceId: string, actor: Actor, conversationId: string, work: (tx: EntityManager, conversation: LockedConversation) => Promise<string | null>): Promise<ConversationRow> {
    mustWrite(actor);
    const changed = await inTransaction(this.dataSource, async (tx) => {
      const conversation = await lockConversation(tx, workspaceId, conversationId);
      const messageId = await work(tx, conversation);
      if (!messageId) return false;
      // Any human action takes over from an automatic answer that is on its way.
      await tx.query('UPDATE conversation SET responder_version = responder_version + 1, version = version + 1 WHERE id = ?', [idToBytes(conversationId)]);
      await appendOutbox(tx, [{ workspaceId, topic: 'message.created', channelId: conversation.channelId, conversationId, entityId: messageId }]);
      return true;
    });
    if (changed) this.doorbell.ringOutbox();
    const row = (await loadConversationRows(this.dataSource.manager, workspaceId, [conversationId])).get(conversationId);
    if (!row) throw notFound('conversation');
    return row;
  }
}

/** Somebody who is active in this workspace and may answer. */
async function memberName(tx: EntityManager, workspaceId: string, userId: string): Promise<string> {
  const [row]: { name: string }[] = await tx.query("SELECT u.name FROM membership m JOIN `user` u ON u.id = m.user_id WHERE m.workspace_id = ? AND m.user_id = ? AND m.disabled_at IS NULL AND m.role <> 'viewer'", [idToBytes(workspaceId), idToBytes(userId)]);
  if (!row) throw new DomainError('VALIDATION_FAILED', 'This person cannot be assigned here.', { errors: [{ field: 'assigneeId', message: 'is not an active member who may answer' }] });
  return row.name;
}
