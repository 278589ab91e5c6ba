import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, inTransaction } from '@mailtrixy/server/platform/database';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { DataSource, type EntityManager } from 'typeorm';
import { tellInThread } from '../changes/newest-conversation';
import { lockConversation, type LockedConversation } from '../conversations/conversation-lock';
import type { NoticeLine } from '../messages/system-message';

/** Lines in the thread that tell the team what automation did. The customer never sees them. */
@Injectable()
export class SystemNotices {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /** One line per originKey. @throws DomainError NOT_FOUND */
  async add(workspaceId: string, conversationId: string, notice: NoticeLine): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => this.addIn(tx, await lockConversation(tx, workspaceId, conversationId), notice));
    this.doorbell.ringOutbox();
  }

  /** In the caller's transaction, which holds the lock and rings the outbox afterwards. */
  async addIn(tx: EntityManager, conversation: LockedConversation, notice: NoticeLine): Promise<void> {
    if (notice.originKey && (await lineOf(tx, notice.originKey))) return;
    await tellInThread(tx, conversation, notice);
  }
}

async function lineOf(tx: EntityManager, originKey: string): Promise<string | null> {
  const [row]: { id: Buffer }[] = await tx.query('SELECT id FROM message WHERE origin_key = ?', [originKey]);
  return row ? bytesToId(row.id) : null;
}
