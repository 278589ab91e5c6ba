import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { DataSource } from 'typeorm';
import { lockConversations } from '../conversations/conversation-lock';
import { wake } from '../conversations/status-changes';

const BATCH = 50;

/** Opens snoozed conversations whose time has come. A customer's message does it at once, where it is stored. */
@Injectable()
export class SnoozeWaker {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** @returns whether there may be more */
  async wakeDue(): Promise<boolean> {
    const due: { id: Buffer }[] = await this.dataSource.query("SELECT id FROM conversation WHERE status = 'snoozed' AND snoozed_until <= NOW(3) ORDER BY snoozed_until LIMIT ?", [BATCH]);
    if (!due.length) return false;
    await inTransaction(this.dataSource, async (tx) => {
      for (const conversation of await lockConversations(tx, due.map(({ id }) => bytesToId(id)), 'skip')) {
        // Somebody may have snoozed it anew since the look.
        if (!conversation.snoozedUntil || conversation.snoozedUntil.getTime() > Date.now()) continue;
        const entityId = await wake(tx, conversation, null);
        if (!entityId) continue;
        await tx.query('UPDATE conversation SET version = version + 1 WHERE id = ?', [idToBytes(conversation.id)]);
        await appendOutbox(tx, [{ workspaceId: conversation.workspaceId, topic: 'message.created', channelId: conversation.channelId, conversationId: conversation.id, entityId }]);
      }
    });
    this.doorbell.ringOutbox();
    return due.length === BATCH;
  }
}
