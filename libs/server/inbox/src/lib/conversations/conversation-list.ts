import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { syncCursor } from '@mailtrixy/server/platform/realtime';
import type { AiState, ConversationCounts, ConversationPage, ConversationView } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { ROW_COLUMNS, ROW_JOINS, toConversationRows, type ConversationRecord } from './conversation-rows';
import { decodeCursor, encodeCursor } from './list-cursor';

export const PAGE_MAX = 100;
const PAGE = 50;
/** A tab counts no further: an exact number above it helps nobody and would cost a walk through the index. */
const COUNT_MAX = 9999;

export interface ListQuery {
  view: ConversationView;
  channelId?: string;
  unread?: boolean;
  labelId?: string;
  ai?: AiState;
  cursor?: string;
  limit?: number;
}

/** Which index walks a view in its order, and the equalities that make the walk start at the right place. */
function viewOf({ view, unread }: ListQuery, userId: Buffer): { index: string; where: string; values: unknown[] } {
  switch (view) {
    case 'mine':
      return { index: 'ix_conversation_assignee', where: "AND c.assignee_id = ? AND c.status = 'open'", values: [userId] };
    case 'unassigned':
      return { index: 'ix_conversation_assignee', where: "AND c.assignee_id IS NULL AND c.status = 'open'", values: [] };
    case 'failed':
      return { index: 'ix_conversation_failed', where: 'AND c.failed_flag = 1', values: [] };
    case 'snoozed':
      return { index: 'ix_conversation_status', where: "AND c.status = 'snoozed'", values: [] };
    case 'resolved':
      return { index: 'ix_conversation_status', where: "AND c.status = 'resolved'", values: [] };
    default:
      return unread ? { index: 'ix_conversation_unread', where: "AND c.unread_flag = 1 AND c.status = 'open'", values: [] } : { index: 'ix_conversation_status', where: "AND c.status = 'open'", values: [] };
  }
}

/** The conversation list: newest activity first, pages by keyset. */
@Injectable()
export class ConversationList {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** @throws DomainError VALIDATION_FAILED for a cursor that is not one of ours */
  async page(workspaceId: string, userId: string, query: ListQuery): Promise<ConversationPage> {
    const { manager } = this.dataSource;
    const cursor = query.cursor ? decodeCursor(query.cursor) : null;
    const limit = Math.min(query.limit ?? PAGE, PAGE_MAX);
    // Before the rows: frames with a higher seq may be newer than what the page shows, never the other way round.
    const sync = await syncCursor(manager);
    const { index, where, values } = viewOf(query, idToBytes(userId));
    const filters = [query.channelId ? 'AND c.channel_id = ?' : '', query.unread ? 'AND c.unread_flag = 1' : '', query.ai ? 'AND c.ai_state = ?' : ''].join(' ');
    // FORCE INDEX: without it MariaDB walks from the newest row to the cursor, as OFFSET would (docs: PERF, keyset trap).
    // A label's own index has the order too, and so has the AI state's; what the view asks for is then looked up per conversation.
    const from = query.labelId
      ? { tables: 'conversation_label j FORCE INDEX (ix_conversation_label_list) STRAIGHT_JOIN conversation c ON c.id = j.conversation_id', start: 'j.workspace_id = ? AND j.label_id = ?', values: [idToBytes(query.labelId)], at: 'j.last_message_at', id: 'j.conversation_id' }
      : { tables: `conversation c FORCE INDEX (${query.ai ? 'ix_conversation_ai' : index})`, start: 'c.workspace_id = ?', values: [], at: 'c.last_message_at', id: 'c.id' };
    const records: ConversationRecord[] = await manager.query(
      `SELECT ${ROW_COLUMNS} FROM (
         SELECT c.* FROM ${from.tables} WHERE ${from.start} ${where} ${filters} ${cursor ? `AND (${from.at} < ? OR (${from.at} = ? AND ${from.id} < ?))` : ''}
         ORDER BY ${from.at} DESC, ${from.id} DESC LIMIT ?) c ${ROW_JOINS} ORDER BY c.last_message_at DESC, c.id DESC`,
      [idToBytes(workspaceId), ...from.values, ...values, ...(query.channelId ? [idToBytes(query.channelId)] : []), ...(query.ai ? [query.ai] : []), ...(cursor ? [cursor.at, cursor.at, idToBytes(cursor.id)] : []), limit + 1],
    );
    const shown = records.slice(0, limit);
    const last = shown.at(-1);
    return {
      items: await toConversationRows(manager, workspaceId, shown),
      nextCursor: records.length > limit && last ? encodeCursor({ at: last.last_message_at, id: bytesToId(last.id) }) : null,
      syncCursor: sync,
    };
  }

  async counts(workspaceId: string, userId: string): Promise<ConversationCounts> {
    const [workspace, user] = [idToBytes(workspaceId), idToBytes(userId)];
    const counted = (name: string, index: string, where: string) => `(SELECT COUNT(*) FROM (SELECT 1 FROM conversation FORCE INDEX (${index}) WHERE workspace_id = ? AND ${where} LIMIT ${COUNT_MAX}) t) AS ${name}`;
    const [row]: Record<keyof ConversationCounts, number | string>[] = await this.dataSource.query(
      `SELECT ${[
        counted('mine', 'ix_conversation_assignee', "assignee_id = ? AND status = 'open'"),
        counted('unassigned', 'ix_conversation_assignee', "assignee_id IS NULL AND status = 'open'"),
        counted('`all`', 'ix_conversation_status', "status = 'open'"),
        counted('failed', 'ix_conversation_failed', 'failed_flag = 1'),
        counted('snoozed', 'ix_conversation_status', "status = 'snoozed'"),
        counted('unread', 'ix_conversation_unread', "unread_flag = 1 AND status = 'open' AND (assignee_id = ? OR assignee_id IS NULL)"),
      ].join(', ')}`,
      [workspace, user, workspace, workspace, workspace, workspace, workspace, user],
    );
    return { mine: Number(row.mine), unassigned: Number(row.unassigned), all: Number(row.all), failed: Number(row.failed), snoozed: Number(row.snoozed), unread: Number(row.unread) };
  }
}
