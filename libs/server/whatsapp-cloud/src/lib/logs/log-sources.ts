import type { DataSource } from 'typeorm';
import type { LogFilter, LogRow } from '@mailtrixy/shared/dto';
import { attemptRow, deliveryRow, receiptRow, rejectedRow, type AttemptRecord, type DeliveryRecord, type ReceiptRecord, type RejectedRecord } from './log-rows';
import { beforeBound, type LogBound, type LogScope, type Placed } from './log-scope';
import type { LogMatches } from './log-search';

export interface LogQuery {
  filter: LogFilter;
  bound: LogBound | null;
  limit: number;
  /** null: no search. */
  matches: LogMatches | null;
}

/** One table whose rows appear in Logs. */
interface LogSource {
  /** Newest first, at most `limit`. */
  rows(dataSource: DataSource, scope: LogScope, query: LogQuery): Promise<Placed<LogRow>[]>;
}

const NOTHING = Promise.resolve<Placed<LogRow>[]>([]);
const DELIVERY_STATES: Record<LogFilter, string[] | null> = { all: null, processed: ['processed', 'processing'], rejected: [], failed: ['failed'], ignored: ['ignored'] };

export const deliveries: LogSource = {
  async rows(dataSource, scope, { filter, bound, limit, matches }) {
    const states = DELIVERY_STATES[filter];
    if (states?.length === 0 || matches?.events.length === 0) return NOTHING;
    const before = beforeBound(bound, 'ec.received_at', 'ec.event_id');
    const records: DeliveryRecord[] = await dataSource.query(
      `SELECT ec.event_id AS id, ec.received_at AS at, ec.subject, ec.state, e.took_us AS tookUs, e.source FROM webhook_event_channel ec LEFT JOIN webhook_event e ON e.id = ec.event_id
       WHERE ec.channel_id = ? AND ec.workspace_id = ?${states ? ' AND ec.state IN (?)' : ''}${matches ? ' AND ec.event_id IN (?)' : ''}${before.sql} ORDER BY ec.received_at DESC, ec.event_id DESC LIMIT ?`,
      [scope.channel, scope.workspace, ...(states ? [states] : []), ...(matches ? [matches.events] : []), ...before.values, limit],
    );
    return records.map((record) => ({ at: record.at, id: record.id, row: deliveryRow(record) }));
  },
};

/** Also verification GETs: those that failed name no channel, so every channel's admins see them; they hold no body. */
export const rejections: LogSource = {
  async rows(dataSource, scope, { filter, bound, limit, matches }) {
    if (filter === 'failed' || filter === 'ignored') return NOTHING;
    const before = beforeBound(bound, 'received_at', 'id');
    const kind = filter === 'all' ? '' : filter === 'processed' ? " AND reason = 'verify_ok'" : " AND reason <> 'verify_ok'";
    const search = matches ? ' AND claimed_external_id = ?' : '';
    const read = (where: string, values: unknown[]): Promise<RejectedRecord[]> =>
      dataSource.query(`SELECT id, received_at AS at, method, reason, claimed_external_id AS claimed, took_us AS tookUs, replayed_event_id AS replayed FROM webhook_rejected WHERE ${where}${kind}${search}${before.sql} ORDER BY received_at DESC, id DESC LIMIT ?`, [...values, ...(matches ? [matches.claimed] : []), ...before.values, limit]);
    const records = [...(await read('channel_id = ? AND workspace_id = ?', [scope.channel, scope.workspace])), ...(await read(`channel_id IS NULL${scope.seesUnclaimed ? '' : " AND method = 'GET'"}`, []))];
    return records.map((record) => ({ at: record.at, id: record.id, row: rejectedRow(record) }));
  },
};

const ATTEMPT_STATES: Record<LogFilter, string | null> = { all: '', processed: " AND a.phase IN ('accepted', 'on_wire') AND a.failed_at IS NULL", rejected: null, failed: " AND (a.phase IN ('rejected', 'unconfirmed') OR a.failed_at IS NOT NULL)", ignored: null };

export const attempts: LogSource = {
  async rows(dataSource, scope, { filter, bound, limit, matches }) {
    const states = ATTEMPT_STATES[filter];
    if (states === null || matches?.attempts.length === 0) return NOTHING;
    const before = beforeBound(bound, 'a.started_at', 'a.id');
    const records: AttemptRecord[] = await dataSource.query(
      `SELECT a.id, a.started_at AS at, a.phase, a.http_status AS httpStatus, a.error_code AS errorCode, a.error_title AS errorTitle, a.took_ms AS tookMs, a.failed_at AS failedAt, m.type FROM send_attempt a LEFT JOIN message m ON m.id = a.message_id
       WHERE a.channel_id = ? AND a.workspace_id = ?${states}${matches ? ' AND a.id IN (?)' : ''}${before.sql} ORDER BY a.started_at DESC, a.id DESC LIMIT ?`,
      [scope.channel, scope.workspace, ...(matches ? [matches.attempts] : []), ...before.values, limit],
    );
    return records.map((record) => ({ at: record.at, id: record.id, row: attemptRow(record) }));
  },
};

const RECEIPT_STATES: Record<LogFilter, string | null> = { all: '', processed: " AND state IN ('done', 'pending')", rejected: null, failed: " AND state = 'failed'", ignored: null };

/** One row per conversation: the newest mark-as-read call. */
export const receipts: LogSource = {
  async rows(dataSource, scope, { filter, bound, limit, matches }) {
    const states = RECEIPT_STATES[filter];
    if (states === null || matches?.receipts.length === 0) return NOTHING;
    const before = beforeBound(bound, 'updated_at', 'conversation_id');
    const records: ReceiptRecord[] = await dataSource.query(
      `SELECT conversation_id AS id, updated_at AS at, state, http_status AS httpStatus, error_code AS errorCode, error_detail AS errorDetail FROM read_receipt WHERE channel_id = ? AND workspace_id = ?${states}${matches ? ' AND conversation_id IN (?)' : ''}${before.sql} ORDER BY updated_at DESC, conversation_id DESC LIMIT ?`,
      [scope.channel, scope.workspace, ...(matches ? [matches.receipts] : []), ...before.values, limit],
    );
    return records.map((record) => ({ at: record.at, id: record.id, row: receiptRow(record) }));
  },
};

export const LOG_SOURCES: readonly LogSource[] = [deliveries, rejections, attempts, receipts];

/** Newest first over all sources. */
export function merged(pages: readonly Placed<LogRow>[][]): Placed<LogRow>[] {
  return pages.flat().sort((a, b) => b.at.getTime() - a.at.getTime() || b.id.compare(a.id));
}

const COUNT_CAP = 10_000;

/** Per filter, each counted up to 10,000: a look at Logs must stay cheap on a channel with millions of deliveries. */
export async function countLogs(dataSource: DataSource, scope: LogScope): Promise<Record<LogFilter, number>> {
  const capped = async (sql: string, values: unknown[]) => {
    const [row] = await dataSource.query(`SELECT COUNT(*) AS n FROM (SELECT 1 ${sql} LIMIT ${COUNT_CAP}) t`, values);
    return Number(row.n);
  };
  const events = (states: string[]) => capped('FROM webhook_event_channel WHERE channel_id = ? AND state IN (?)', [scope.channel, states]);
  const refused = (kind: string) => capped(`FROM webhook_rejected WHERE (channel_id = ? OR (channel_id IS NULL${scope.seesUnclaimed ? '' : " AND method = 'GET'"})) AND ${kind}`, [scope.channel]);
  const sends = (filter: LogFilter) => capped(`FROM send_attempt a WHERE a.channel_id = ?${ATTEMPT_STATES[filter]}`, [scope.channel]);
  const reads = (filter: LogFilter) => capped(`FROM read_receipt WHERE channel_id = ?${RECEIPT_STATES[filter]}`, [scope.channel]);
  const [done, failed, ignored, verified, rejected, sent, notSent, read, notRead] = await Promise.all([events(['processed', 'processing']), events(['failed']), events(['ignored']), refused("reason = 'verify_ok'"), refused("reason <> 'verify_ok'"), sends('processed'), sends('failed'), reads('processed'), reads('failed')]);
  const counts = { processed: done + verified + sent + read, rejected, failed: failed + notSent + notRead, ignored };
  return { all: counts.processed + counts.rejected + counts.failed + counts.ignored, ...counts };
}

