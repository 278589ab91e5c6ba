import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import { syncCursor } from '@mailtrixy/server/platform/realtime';
import type { AttemptPhase, Message, MessageInfo, MessagePage, SendAttemptInfo } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { loadVersions } from '../revisions/versions';
import { attemptNotes, attemptPricing } from './attempt-facts';
import { deliveryError } from './delivery-words';
import { loadMessages, loadThread } from './message-rows';

const PAGE = 40;
export const THREAD_PAGE_MAX = 100;

export interface ThreadQuery {
  before?: number;
  after?: number;
  around?: number;
  limit?: number;
}

interface AttemptRecord {
  id: Buffer;
  no: number;
  phase: AttemptPhase;
  wamid: string | null;
  http_status: number | null;
  error_code: number | null;
  error_title: string | null;
  error_detail: string | null;
  fbtrace_id: string | null;
  started_at: Date;
  ended_at: Date | null;
  sent_at: Date | null;
  delivered_at: Date | null;
  opened_at: Date | null;
  played_at: Date | null;
  failed_at: Date | null;
  pricing: unknown;
  note: string | null;
}

/** Threads by seq: any depth costs the same. */
@Injectable()
export class MessagePages {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Oldest first; without a bound the newest. @throws DomainError NOT_FOUND */
  async page(workspaceId: string, conversationId: string, query: ThreadQuery): Promise<MessagePage> {
    const { manager } = this.dataSource;
    const sync = await syncCursor(manager);
    const found: unknown[] = await manager.query('SELECT 1 FROM conversation WHERE id = ? AND workspace_id = ?', [idToBytes(conversationId), idToBytes(workspaceId)]);
    if (!found.length) throw notFound('conversation');
    const limit = Math.min(query.limit ?? PAGE, THREAD_PAGE_MAX);
    const load = (comparison: '<' | '<=' | '>' | '>=', seq: number, count: number) => loadThread(manager, workspaceId, conversationId, { comparison, seq }, count);
    if (query.after !== undefined) {
      const rows = await load('>', query.after, limit + 1);
      return { items: rows.slice(0, limit), hasOlder: query.after > 0, hasNewer: rows.length > limit, syncCursor: sync };
    }
    if (query.around !== undefined) {
      const half = Math.ceil(limit / 2);
      const [older, newer] = await Promise.all([load('<', query.around, half + 1), load('>=', query.around, half + 1)]);
      return { items: [...older.slice(-half), ...newer.slice(0, half)], hasOlder: older.length > half, hasNewer: newer.length > half, syncCursor: sync };
    }
    const rows = await load('<', query.before ?? Number.MAX_SAFE_INTEGER, limit + 1);
    return { items: rows.slice(-limit), hasOlder: rows.length > limit, hasNewer: query.before !== undefined, syncCursor: sync };
  }

  /** @throws DomainError NOT_FOUND */
  async one(workspaceId: string, messageId: string): Promise<Message> {
    const message = (await loadMessages(this.dataSource.manager, workspaceId, [messageId])).get(messageId);
    if (!message) throw notFound('message');
    return message;
  }

  /**
   * With every attempt and its error.
   * @param withVersions  also what it said before it was edited or taken back: for admins
   * @throws DomainError NOT_FOUND
   */
  async info(workspaceId: string, messageId: string, withVersions: boolean): Promise<MessageInfo> {
    const message = await this.one(workspaceId, messageId);
    const [attempts, [row]]: [AttemptRecord[], { external_id: string | null }[]] = await Promise.all([
      this.dataSource.query('SELECT id, no, phase, wamid, http_status, error_code, error_title, error_detail, fbtrace_id, started_at, ended_at, sent_at, delivered_at, opened_at, played_at, failed_at, pricing, note FROM send_attempt WHERE message_id = ? ORDER BY no', [idToBytes(messageId)]),
      this.dataSource.query('SELECT external_id FROM message WHERE id = ?', [idToBytes(messageId)]),
    ]);
    const versions = withVersions ? await loadVersions(this.dataSource.manager, messageId) : [];
    return { message, attempts: attempts.map(toAttemptInfo), externalId: row?.external_id ?? null, versions };
  }
}

function toAttemptInfo(record: AttemptRecord): SendAttemptInfo {
  const failed = record.error_code !== null || record.error_detail !== null;
  return {
    id: bytesToId(record.id),
    no: record.no,
    phase: record.phase,
    wamid: record.wamid,
    httpStatus: record.http_status,
    error: failed ? deliveryError(record.phase === 'unconfirmed' ? 'unconfirmed' : 'failed', { code: record.error_code, detail: record.error_detail ?? record.error_title, traceId: record.fbtrace_id }, true) : null,
    startedAt: record.started_at.toISOString(),
    endedAt: record.ended_at?.toISOString() ?? null,
    sentAt: record.sent_at?.toISOString() ?? null,
    deliveredAt: record.delivered_at?.toISOString() ?? null,
    openedAt: record.opened_at?.toISOString() ?? null,
    playedAt: record.played_at?.toISOString() ?? null,
    failedAt: record.failed_at?.toISOString() ?? null,
    pricing: attemptPricing(record.pricing),
    notes: attemptNotes({ note: record.note, failed: record.failed_at !== null, delivered: record.delivered_at !== null || record.opened_at !== null }),
  };
}
