import { Inject, Injectable } from '@nestjs/common';
import { idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { ConversationRow } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { mustWrite, type Actor } from '../conversations/actor';
import { lockConversation, type LockedConversation } from '../conversations/conversation-lock';
import { loadConversationRows } from '../conversations/conversation-rows';
import { SendRules } from '../outbound/send-rules';
import { queueReceipt } from './queue-receipt';

/** What counts as unread: the customer's own words and things. A notice does not, and neither does the past, which has no time of arrival. */
const UNREAD = "direction = 'in' AND received_at IS NOT NULL";

/** Read and unread of the team's shared inbox: one person who opens a conversation has read it for all. */
@Injectable()
export class MarkRead {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SendRules) private readonly rules: SendRules,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /**
   * Everything up to `upToSeq` is read. What came later stays unread. Tells WhatsApp when the channel's policy is "on open"
   * and something was unread.
   * @throws DomainError NOT_FOUND, FORBIDDEN
   */
  async read(workspaceId: string, actor: Actor, conversationId: string, upToSeq: number): Promise<ConversationRow> {
    mustWrite(actor);
    const channel = await this.rules.channelOf(workspaceId, conversationId);
    const { changed, receipt } = await inTransaction(this.dataSource, async (tx) => {
      const conversation = await lockConversation(tx, workspaceId, conversationId);
      await tx.query('INSERT INTO read_marker (conversation_id, user_id, workspace_id, seq) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE seq = GREATEST(seq, VALUES(seq)), updated_at = NOW(3)', [idToBytes(conversationId), idToBytes(actor.userId), idToBytes(workspaceId), Math.min(upToSeq, conversation.lastSeq)]);
      if (conversation.unreadCount === 0) return { changed: false, receipt: false };
      const from = Math.max(upToSeq + 1, conversation.firstUnreadSeq ?? 0);
      const [left]: { n: number | string; first: number | null }[] = await tx.query(`SELECT COUNT(*) AS n, MIN(seq) AS first FROM message WHERE conversation_id = ? AND seq >= ? AND ${UNREAD}`, [idToBytes(conversationId), from]);
      if (Number(left.n) >= conversation.unreadCount) return { changed: false, receipt: false };
      await setUnread(tx, conversation, Number(left.n), left.first);
      return { changed: true, receipt: channel.state?.settings.readReceipts === 'on_open' && (await queueReceipt(tx, conversation, upToSeq)) };
    });
    if (changed) this.doorbell.ringOutbox();
    if (receipt) this.doorbell.ring('read-receipts');
    return this.row(workspaceId, conversationId);
  }

  /** The customer's last message becomes unread again, for the whole team. WhatsApp cannot take a receipt back. */
  async unread(workspaceId: string, actor: Actor, conversationId: string): Promise<ConversationRow> {
    mustWrite(actor);
    const changed = await inTransaction(this.dataSource, async (tx) => {
      const conversation = await lockConversation(tx, workspaceId, conversationId);
      if (conversation.unreadCount > 0) return false;
      const [last]: { seq: number }[] = await tx.query(`SELECT seq FROM message WHERE conversation_id = ? AND ${UNREAD} ORDER BY seq DESC LIMIT 1`, [idToBytes(conversationId)]);
      if (!last) return false;
      await setUnread(tx, conversation, 1, Number(last.seq));
      await tx.query('UPDATE read_marker SET seq = LEAST(seq, ?) WHERE conversation_id = ?', [Number(last.seq) - 1, idToBytes(conversationId)]);
      return true;
    });
    if (changed) this.doorbell.ringOutbox();
    return this.row(workspaceId, conversationId);
  }

  private async row(workspaceId: string, conversationId: string): Promise<ConversationRow> {
    const row = (await loadConversationRows(this.dataSource.manager, workspaceId, [conversationId])).get(conversationId);
    if (!row) throw notFound('conversation');
    return row;
  }
}

async function setUnread(tx: EntityManager, conversation: LockedConversation, count: number, firstSeq: number | null): Promise<void> {
  await tx.query('UPDATE conversation SET unread_count = ?, unread_flag = ?, first_unread_seq = ?, version = version + 1 WHERE id = ?', [count, count > 0 ? 1 : 0, count > 0 ? firstSeq : null, idToBytes(conversation.id)]);
  await appendOutbox(tx, [{ workspaceId: conversation.workspaceId, topic: 'conversation.updated', channelId: conversation.channelId, conversationId: conversation.id }]);
}
