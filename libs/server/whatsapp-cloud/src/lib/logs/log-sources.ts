import type { DataSource } from 'typeorm';
import type { LogFilter, LogRow } from '@mailtrixy/shared/dto';
import { attemptRow, callRow, deliveryRow, receiptRow, rejectedRow, type AttemptRecord, type CallRecord, type DeliveryRecord, type ReceiptRecord, type RejectedRecord } from './log-rows';
import { beforeBound, type LogBound, type LogScope, type Placed } from './log-scope';
import type { LogMatches } from './log-search';
import { mayHold, subjectsOf, timesOf, type LogWanted, type SourceName, type StateSql } from './log-wanted';

export interface LogQuery {
  filter: LogFilter;
  wanted: LogWanted;
  bound: LogBound | null;
  limit: number;
  /** null: no search. */
  matches: LogMatches | null;
}

/** FROM and WHERE of a source, for its rows, counts and bars alike. */
export interface SourceScan {
  from: string;
  values: unknown[];
  at: string;
  id: string;
}

/** One table whose rows appear in Logs. */
export interface LogSource {
  name: SourceName;
  /** Newest first, at most `limit`. */
  rows(dataSource: DataSource, scope: LogScope, query: LogQuery): Promise<Placed<LogRow>[]>;
  /** One scan per index that serves it; empty: this source has no such rows. */
  scans(scope: LogScope, filter: LogFilter, wanted: LogWanted, matches: LogMatches | null): SourceScan[];
}

const DELIVERY_STATES: StateSql = {
  all: '',
  processed: " AND ec.state IN ('processed', 'processing')",
  rejected: null,
  failed: " AND ec.state = 'failed'",
  ignored: " AND ec.state = 'ignored'",
  // Few items have rows at all (ADR 9): the open ones.
  dead: " AND ec.event_id IN (SELECT i.event_id FROM webhook_item i WHERE i.state = 'dead' AND i.channel_id = ?)",
  unrouted: " AND ec.event_id IN (SELECT i.event_id FROM webhook_item i WHERE i.state = 'foreign')",
};

export const deliveries: LogSource = {
  name: 'deliveries',
  scans(scope, filter, wanted, matches) {
    const states = DELIVERY_STATES[filter];
    if (states === null || !mayHold('deliveries', wanted) || matches?.events.length === 0) return [];
    const times = timesOf(wanted, 'ec.received_at');
    return [
      {
        from: `FROM webhook_event_channel ec WHERE ec.channel_id = ? AND ec.workspace_id = ?${states}${subjectsOf(wanted.type, 'ec.subject')}${times.sql}${matches ? ' AND ec.event_id IN (?)' : ''}`,
        values: [scope.channel, scope.workspace, ...(filter === 'dead' ? [scope.channel] : []), ...times.values, ...(matches ? [matches.events] : [])],
        at: 'ec.received_at',
        id: 'ec.event_id',
      },
    ];
  },
  rows: (dataSource, scope, query) => read<DeliveryRecord>(dataSource, deliveries, scope, query, 'ec.subject, ec.state, (SELECT e.took_us FROM webhook_event e WHERE e.id = ec.event_id) AS tookUs, (SELECT e.source FROM webhook_event e WHERE e.id = ec.event_id) AS source', deliveryRow),
};

const REJECTED_STATES: StateSql = { all: '', processed: " AND reason = 'verify_ok'", rejected: " AND reason <> 'verify_ok'", failed: null, ignored: null, dead: null, unrouted: null };

/** Also verification GETs: those that failed name no channel, so every channel's admins see them; they hold no body. */
export const rejections: LogSource = {
  name: 'rejections',
  scans(scope, filter, wanted, matches) {
    const states = REJECTED_STATES[filter];
    if (states === null || !mayHold('rejections', wanted)) return [];
    const times = timesOf(wanted, 'received_at');
    const kind = wanted.type === 'rejected' ? " AND method = 'POST'" : wanted.type === 'verify' ? " AND method = 'GET'" : '';
    const scan = (where: string, values: unknown[]): SourceScan => ({
      from: `FROM webhook_rejected WHERE ${where}${states}${kind}${times.sql}${matches ? ' AND claimed_external_id = ?' : ''}`,
      values: [...values, ...times.values, ...(matches ? [matches.claimed] : [])],
      at: 'received_at',
      id: 'id',
    });
    return [scan('channel_id = ? AND workspace_id = ?', [scope.channel, scope.workspace]), scan(`channel_id IS NULL${scope.seesUnclaimed ? '' : " AND method = 'GET'"}`, [])];
  },
  rows: (dataSource, scope, query) => read<RejectedRecord>(dataSource, rejections, scope, query, 'method, reason, claimed_external_id AS claimed, took_us AS tookUs, replayed_event_id AS replayed', rejectedRow),
};

const ATTEMPT_STATES: StateSql = { all: '', processed: " AND a.phase IN ('accepted', 'on_wire') AND a.failed_at IS NULL", rejected: null, failed: " AND (a.phase IN ('rejected', 'unconfirmed') OR a.failed_at IS NOT NULL)", ignored: null, dead: null, unrouted: null };

export const attempts: LogSource = {
  name: 'attempts',
  scans(scope, filter, wanted, matches) {
    const states = ATTEMPT_STATES[filter];
    if (states === null || !mayHold('attempts', wanted) || matches?.attempts.length === 0) return [];
    const times = timesOf(wanted, 'a.started_at');
    return [{ from: `FROM send_attempt a WHERE a.channel_id = ? AND a.workspace_id = ?${states}${times.sql}${matches ? ' AND a.id IN (?)' : ''}`, values: [scope.channel, scope.workspace, ...times.values, ...(matches ? [matches.attempts] : [])], at: 'a.started_at', id: 'a.id' }];
  },
  rows: (dataSource, scope, query) => read<AttemptRecord>(dataSource, attempts, scope, query, 'a.phase, a.http_status AS httpStatus, a.error_code AS errorCode, a.error_title AS errorTitle, a.took_ms AS tookMs, a.failed_at AS failedAt, (SELECT m.type FROM message m WHERE m.id = a.message_id) AS type', attemptRow),
};

const RECEIPT_STATES: StateSql = { all: '', processed: " AND state IN ('done', 'pending')", rejected: null, failed: " AND state = 'failed'", ignored: null, dead: null, unrouted: null };

/** One row per conversation: the newest mark-as-read call. */
export const receipts: LogSource = {
  name: 'receipts',
  scans(scope, filter, wanted, matches) {
    const states = RECEIPT_STATES[filter];
    if (states === null || !mayHold('receipts', wanted) || matches?.receipts.length === 0) return [];
    const times = timesOf(wanted, 'updated_at');
    return [{ from: `FROM read_receipt WHERE channel_id = ? AND workspace_id = ?${states}${times.sql}${matches ? ' AND conversation_id IN (?)' : ''}`, values: [scope.channel, scope.workspace, ...times.values, ...(matches ? [matches.receipts] : [])], at: 'updated_at', id: 'conversation_id' }];
  },
  rows: (dataSource, scope, query) => read<ReceiptRecord>(dataSource, receipts, scope, query, 'state, http_status AS httpStatus, error_code AS errorCode, error_detail AS errorDetail', receiptRow),
};

const CALL_STATES: StateSql = { all: '', processed: ' AND error_title IS NULL', rejected: null, failed: ' AND error_title IS NOT NULL', ignored: null, dead: null, unrouted: null };

/** Files, templates, typing: calls to Meta without a row elsewhere (ADR 10). */
export const calls: LogSource = {
  name: 'calls',
  scans(scope, filter, wanted, matches) {
    const states = CALL_STATES[filter];
    if (states === null || !mayHold('calls', wanted)) return [];
    const times = timesOf(wanted, 'at');
    return [{ from: `FROM provider_call WHERE channel_id = ? AND workspace_id = ?${states}${times.sql}${matches ? ' AND ref = ?' : ''}`, values: [scope.channel, scope.workspace, ...times.values, ...(matches ? [matches.ref] : [])], at: 'at', id: 'id' }];
  },
  rows: (dataSource, scope, query) => read<CallRecord>(dataSource, calls, scope, query, 'subject, ref, http_status AS httpStatus, error_code AS errorCode, error_title AS errorTitle, took_ms AS tookMs', callRow),
};

export const LOG_SOURCES: readonly LogSource[] = [deliveries, rejections, attempts, receipts, calls];

async function read<T extends { id: Buffer; at: Date }>(dataSource: DataSource, source: LogSource, scope: LogScope, { filter, wanted, bound, limit, matches }: LogQuery, columns: string, toRow: (record: T) => LogRow): Promise<Placed<LogRow>[]> {
  const pages = source.scans(scope, filter, wanted, matches).map(({ from, values, at, id }) => {
    const before = beforeBound(bound, at, id);
    return dataSource.query(`SELECT ${id} AS id, ${at} AS at, ${columns} ${from}${before.sql} ORDER BY ${at} DESC, ${id} DESC LIMIT ?`, [...values, ...before.values, limit]) as Promise<T[]>;
  });
  return (await Promise.all(pages)).flat().map((record) => ({ at: record.at, id: record.id, row: toRow(record) }));
}

/** Newest first over all sources. */
export function merged(pages: readonly Placed<LogRow>[][]): Placed<LogRow>[] {
  return pages.flat().sort((a, b) => b.at.getTime() - a.at.getTime() || b.id.compare(a.id));
}
