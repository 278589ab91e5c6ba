import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes, inTransaction, nullableBytesToId } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import type { KnowledgeGap, Page } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { announceKnowledge } from '../documents/knowledge-changes';
import { closeGap, recordGap } from './gap-rows';

const PAGE = 50;

/** Questions for which nothing was found. */
@Injectable()
export class KnowledgeGaps {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
  ) {}

  /**
   * Counts a question that nothing answered. One that an article was written for opens again: the article does not answer it.
   * The caller has masked what must not be kept.
   * @param conversationId null from the playground
   */
  async record(workspaceId: string, { question, conversationId }: { question: string; conversationId: string | null }): Promise<void> {
    const counted = await inTransaction(this.dataSource, async (tx) => {
      const says = await recordGap(tx, workspaceId, question, conversationId);
      if (says) await announceKnowledge(tx, workspaceId, [null]);
      return says;
    });
    if (counted) this.doorbell.ringOutbox();
  }

  /** Most asked first. */
  async list(workspaceId: string, cursor: string | undefined, limit = PAGE): Promise<Page<KnowledgeGap>> {
    const after = cursor === undefined ? null : parseCursor(cursor);
    const rows: { id: Buffer; question: string; count: number; first_at: Date; last_at: Date; conversation_id: Buffer | null }[] = await this.dataSource.query(
      `SELECT g.id, g.question, g.count, g.first_at, g.last_at, (SELECT c.id FROM conversation c WHERE c.id = g.conversation_id AND c.workspace_id = g.workspace_id) AS conversation_id
       FROM knowledge_gap g WHERE g.workspace_id = ? AND g.closed_at IS NULL ${after ? 'AND (g.count < ? OR (g.count = ? AND g.id < ?))' : ''} ORDER BY g.count DESC, g.id DESC LIMIT ${limit + 1}`,
      [idToBytes(workspaceId), ...(after ? [after.count, after.count, idToBytes(after.id)] : [])],
    );
    const items = rows.slice(0, limit).map((row) => ({ id: bytesToId(row.id), question: row.question, count: row.count, firstAt: row.first_at.toISOString(), lastAt: row.last_at.toISOString(), conversationId: nullableBytesToId(row.conversation_id) }));
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? `${last.count}.${last.id}` : null };
  }

  /** @throws DomainError NOT_FOUND */
  async dismiss(workspaceId: string, id: string): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      await closeGap(tx, workspaceId, id, null);
      await announceKnowledge(tx, workspaceId, [null]);
    });
    this.doorbell.ringOutbox();
  }
}

function parseCursor(cursor: string): { count: number; id: string } {
  const [, count, id] = /^(\d{1,9})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (!id) throw new DomainError('VALIDATION_FAILED', 'The cursor is not one of ours. Start again without it.', { errors: [{ field: 'cursor', message: 'is not valid' }] });
  return { count: Number(count), id };
}
