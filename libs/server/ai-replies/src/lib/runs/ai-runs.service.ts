import { Inject, Injectable } from '@nestjs/common';
import { pageCursor, parsePageCursor } from '@mailtrixy/server/accounts';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import type { AiRun, AiRunRow, Page } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { ensureSettings } from '../settings/stored-settings';
import { findRun, RUN_COLUMNS, toRunRow } from './run-rows';

export interface RunsQuery {
  conversationId?: string;
  channelId?: string;
  origin?: AiRunRow['origin'];
  /** Only runs that came to this code. */
  code?: string;
  cursor?: string;
  limit?: number;
}

const PAGE = 50;
const KEEP_DAYS = 30;
const DELETE_AT_ONCE = 1000;

/** What the AI did and why it did not: the newest thirty days. */
@Injectable()
export class AiRunsService {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Newest first. @throws DomainError VALIDATION_FAILED for a cursor that is not ours */
  async page(workspaceId: string, { conversationId, channelId, origin, code, cursor, limit = PAGE }: RunsQuery): Promise<Page<AiRunRow>> {
    const after = cursor ? parsePageCursor(cursor) : null;
    const filters: [string, unknown[]][] = [
      ['workspace_id = ?', [idToBytes(workspaceId)]],
      ...(conversationId ? [['conversation_id = ?', [idToBytes(conversationId)]] as [string, unknown[]]] : []),
      ...(channelId ? [['channel_id = ?', [idToBytes(channelId)]] as [string, unknown[]]] : []),
      ...(origin ? [['origin = ?', [origin]] as [string, unknown[]]] : []),
      ...(code ? [['code = ?', [code]] as [string, unknown[]]] : []),
      ...(after ? [['(at < ? OR (at = ? AND id < ?))', [after.at, after.at, idToBytes(after.id)]] as [string, unknown[]]] : []),
    ];
    const rows: (Parameters<typeof toRunRow>[0] & { id: Buffer; at: Date })[] = await this.dataSource.query(`SELECT ${RUN_COLUMNS} FROM ai_run WHERE ${filters.map(([sql]) => sql).join(' AND ')} ORDER BY at DESC, id DESC LIMIT ${limit + 1}`, filters.flatMap(([, values]) => values));
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items: items.map(toRunRow), nextCursor: rows.length > limit && last ? pageCursor(last.at, bytesToId(last.id)) : null };
  }

  /**
   * Looking at a replayed case counts towards what must be looked at before auto-send.
   * @throws DomainError NOT_FOUND
   */
  async get(workspaceId: string, runId: string, withPrompt: boolean): Promise<AiRun> {
    const run = await findRun(this.dataSource.manager, workspaceId, runId, withPrompt);
    if (!run) throw notFound('AI run');
    if (run.origin === 'replay') await inTransaction(this.dataSource, (tx) => countLook(tx, workspaceId, runId));
    return run;
  }

  /** @returns how many were removed */
  async removeOld(): Promise<number> {
    let removed = 0;
    for (const table of ['ai_run_citation', 'ai_run']) {
      for (;;) {
        const { affectedRows }: { affectedRows: number } = await this.dataSource.query(`DELETE FROM ${table} WHERE at < NOW(3) - INTERVAL ${KEEP_DAYS} DAY LIMIT ${DELETE_AT_ONCE}`);
        removed += affectedRows;
        if (affectedRows < DELETE_AT_ONCE) break;
      }
    }
    return removed;
  }
}

/** Each run counts once. */
export async function countLook(tx: EntityManager, workspaceId: string, runId: string): Promise<void> {
  const { affectedRows }: { affectedRows: number } = await tx.query('UPDATE ai_run SET seen_at = NOW(3) WHERE id = ? AND workspace_id = ? AND seen_at IS NULL', [idToBytes(runId), idToBytes(workspaceId)]);
  if (!affectedRows) return;
  await ensureSettings(tx, workspaceId);
  await tx.query('UPDATE ai_settings SET looked_at = looked_at + 1 WHERE workspace_id = ?', [idToBytes(workspaceId)]);
}
