import { inTransaction } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { DataSource, EntityManager } from 'typeorm';

/** Injection token of MemberChanges. */
export const MEMBER_CHANGES = Symbol('MemberChanges');

/** Commits changes of members and wakes the readers of the outbox afterwards. */
export class MemberChanges {
  constructor(
    private readonly dataSource: DataSource,
    private readonly doorbell: { ringOutbox(): void },
  ) {}

  async commit<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const result = await inTransaction(this.dataSource, work);
    this.doorbell.ringOutbox();
    return result;
  }
}

/**
 * Says that a member changed: name, role, activity or sessions. Whoever holds something open for that user (a socket)
 * resolves its session again and closes it when it is gone.
 */
export async function announceMember(tx: EntityManager, workspaceId: string, userId: string): Promise<void> {
  await appendOutbox(tx, [{ workspaceId, topic: 'member.updated', entityId: userId }]);
}
