import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import type { LogDetail, RejectReason } from '@mailtrixy/shared/dto';
import { channelIdsOf } from '../processing/event-lease';
import { logItems } from './log-items';
import { attemptRow, deliveryRow, receiptRow, rejectedRow, type AttemptRecord, type DeliveryRecord, type ReceiptRecord, type RejectedRecord } from './log-rows';
import { logScope, type LogScope } from './log-scope';
import { attemptWords, deliveryWords, receiptWords, REJECTED_WORDS } from './log-words';
import { timelineOf } from './log-timeline';

const PAYLOAD_MAX = 256 * 1024;

interface EventRecord extends DeliveryRecord {
  body: Buffer | null;
  bodyBytes: number | null;
  signature: string | null;
  userAgent: string | null;
  remoteIp: string | null;
  requestId: string | null;
  lastError: string | null;
  processedAt: Date | null;
  matched: Buffer | null;
  otherWorkspaces: number;
  otherChannels: number;
}

interface RefusedRecord extends RejectedRecord {
  reason: RejectReason | 'verify_ok';
  signature: string | null;
  headers: Record<string, string> | string;
  tried: LogDetail['tried'] | string;
  body: Buffer | null;
  bodyBytes: number;
  bodyWhole: number;
  matchedAt: Date | null;
}

const NOTHING = { headers: {}, payload: null, payloadBytes: 0, payloadNote: null, receivedSignature: null, tried: [], items: [], canRecheck: false, canReplay: false } satisfies Partial<LogDetail>;

/** Everything that is known of one row of Logs, with words that say why and what to do. */
@Injectable()
export class LogDetails {
  constructor(private readonly dataSource: DataSource) {}

  /** @throws DomainError NOT_FOUND */
  async get(workspaceId: string, channelId: string, logId: string): Promise<LogDetail> {
    const scope = await logScope(this.dataSource, workspaceId, channelId);
    const id = idToBytes(logId);
    const found = (await this.delivery(scope, id)) ?? (await this.rejected(scope, id)) ?? (await this.attempt(scope, id)) ?? (await this.receipt(scope, id));
    if (!found) throw notFound('log entry');
    return found;
  }

  private async delivery(scope: LogScope, id: Buffer): Promise<LogDetail | null> {
    const [event]: (EventRecord | undefined)[] = await this.dataSource.query(
      `SELECT ec.event_id AS id, ec.received_at AS at, ec.subject, ec.state, e.took_us AS tookUs, e.source, e.body, e.body_bytes AS bodyBytes, e.signature, e.user_agent AS userAgent, e.remote_ip AS remoteIp, e.request_id AS requestId, e.last_error AS lastError, e.processed_at AS processedAt, e.matched_channels AS matched,
       (SELECT COUNT(*) FROM webhook_event_channel o WHERE o.event_id = ec.event_id AND o.channel_id <> ec.channel_id) AS otherChannels,
       (SELECT COUNT(*) FROM webhook_event_channel o WHERE o.event_id = ec.event_id AND o.workspace_id <> ec.workspace_id) AS otherWorkspaces
       FROM webhook_event_channel ec LEFT JOIN webhook_event e ON e.id = ec.event_id WHERE ec.event_id = ? AND ec.channel_id = ? AND ec.workspace_id = ?`,
      [id, scope.channel, scope.workspace],
    );
    if (!event) return null;
    // One App Secret may serve several workspaces, and one delivery several numbers: nobody sees another workspace's part.
    const alone = Number(event.otherWorkspaces) === 0;
    const items = await logItems(this.dataSource, scope, event.body && event.matched && { id, receivedAt: event.at, body: event.body, matchedChannels: channelIdsOf(event.matched) }, id, { alone, sole: Number(event.otherChannels) === 0 });
    const dead = items.find((item) => item.state === 'dead');
    const foreign = items.some((item) => item.state === 'foreign');
    const payload = alone && event.body ? event.body.subarray(0, PAYLOAD_MAX).toString('utf8') : null;
    return {
      ...deliveryRow(event),
      ...deliveryWords(event.state, { unreadable: event.lastError, dead: dead?.lastError ?? (dead ? 'unknown' : null), foreign: foreign && !items.some((item) => item.state === 'done'), waiting: event.state === 'processing' }),
      ...NOTHING,
      timeline: timelineOf(event),
      headers: alone ? present({ 'user-agent': event.userAgent, 'x-request-id': event.requestId, 'remote-address': event.remoteIp, 'content-length': event.bodyBytes === null ? null : String(event.bodyBytes) }) : {},
      payload,
      payloadBytes: event.bodyBytes ?? 0,
      payloadNote: payloadNote(alone, event.body),
      receivedSignature: alone ? event.signature : null,
      items,
      canReplay: event.body !== null && (dead !== undefined || foreign),
    };
  }

  private async rejected(scope: LogScope, id: Buffer): Promise<LogDetail | null> {
    const [row]: (RefusedRecord | undefined)[] = await this.dataSource.query(
      `SELECT id, received_at AS at, method, reason, claimed_external_id AS claimed, took_us AS tookUs, replayed_event_id AS replayed, signature, headers, tried, body, body_bytes AS bodyBytes, body_whole AS bodyWhole, matched_at AS matchedAt
       FROM webhook_rejected WHERE id = ? AND ((channel_id = ? AND workspace_id = ?) OR (channel_id IS NULL${scope.seesUnclaimed ? '' : " AND method = 'GET'"}))`,
      [id, scope.channel, scope.workspace],
    );
    if (!row) return null;
    const proven = row.matchedAt !== null;
    const checkable = row.method === 'POST' && row.body !== null && Boolean(row.bodyWhole) && /^sha256=[0-9a-f]{64}$/.test(row.signature ?? '');
    return {
      ...rejectedRow(row),
      ...REJECTED_WORDS[row.reason],
      ...NOTHING,
      timeline: [
        { step: 'received', at: row.at.toISOString(), ms: null, ok: true, words: row.method === 'GET' ? 'Verification request' : `${row.bodyBytes} bytes` },
        { step: 'signature', at: null, ms: row.tookUs === null ? null : row.tookUs / 1000, ok: row.reason === 'verify_ok', words: rejectedRow(row).result },
        ...(row.matchedAt ? [{ step: 're-checked', at: row.matchedAt.toISOString(), ms: null, ok: true, words: 'Matches the App Secret that is stored now' }] : []),
      ],
      headers: parsed(row.headers),
      payload: proven && row.body ? row.body.toString('utf8') : null,
      payloadBytes: row.bodyBytes,
      payloadNote: row.method === 'GET' ? null : proven ? null : 'Hidden until a signature matches: unproven bytes may hold anything.',
      receivedSignature: row.signature,
      tried: parsed(row.tried),
      canRecheck: checkable && row.replayed === null,
      canReplay: checkable && proven && row.replayed === null,
    };
  }

  private async attempt(scope: LogScope, id: Buffer): Promise<LogDetail | null> {
    const [row]: (AttemptRecord & { errorDetail: string | null; wamid: string | null; traceId: string | null; endedAt: Date | null })[] = await this.dataSource.query(
      `SELECT a.id, a.started_at AS at, a.phase, a.http_status AS httpStatus, a.error_code AS errorCode, a.error_title AS errorTitle, a.error_detail AS errorDetail, a.took_ms AS tookMs, a.failed_at AS failedAt, a.wamid, a.fbtrace_id AS traceId, a.ended_at AS endedAt, m.type
       FROM send_attempt a LEFT JOIN message m ON m.id = a.message_id WHERE a.id = ? AND a.channel_id = ? AND a.workspace_id = ?`,
      [id, scope.channel, scope.workspace],
    );
    if (!row) return null;
    const failed = row.phase === 'rejected' || row.failedAt !== null;
    return { ...attemptRow(row), ...attemptWords({ ...row, failed }), ...NOTHING, headers: present({ wamid: row.wamid, fbtrace_id: row.traceId }), timeline: [{ step: 'sent', at: row.at.toISOString(), ms: null, ok: true, words: 'Handed to WhatsApp' }, { step: 'answered', at: row.endedAt?.toISOString() ?? null, ms: row.tookMs, ok: !failed, words: attemptRow(row).result }] };
  }

  private async receipt(scope: LogScope, id: Buffer): Promise<LogDetail | null> {
    const [row]: ReceiptRecord[] = await this.dataSource.query('SELECT conversation_id AS id, updated_at AS at, state, http_status AS httpStatus, error_code AS errorCode, error_detail AS errorDetail FROM read_receipt WHERE conversation_id = ? AND channel_id = ? AND workspace_id = ?', [id, scope.channel, scope.workspace]);
    if (!row) return null;
    return { ...receiptRow(row), ...receiptWords(row), ...NOTHING, timeline: [{ step: 'mark as read', at: row.at.toISOString(), ms: null, ok: row.state !== 'failed', words: receiptRow(row).result }] };
  }
}

function payloadNote(alone: boolean, body: Buffer | null): string | null {
  if (!alone) return 'This delivery also holds items of another workspace, so its bytes are not shown.';
  if (!body) return 'The raw delivery was removed after 30 days.';
  return body.length > PAYLOAD_MAX ? `Cut after ${PAYLOAD_MAX / 1024} KiB of ${Math.round(body.length / 1024)}.` : null;
}

function present(values: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== ''));
}

/** MySQL hands JSON over parsed, MariaDB as text. */
function parsed<T>(value: T | string): T {
  return typeof value === 'string' ? (JSON.parse(value) as T) : value;
}
