import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import { maskDigits, maskPersonal, type LogDetail, type RejectReason } from '@mailtrixy/shared/dto';
import { channelIdsOf } from '../processing/event-claim';
import { logItems } from './log-items';
import { lifeOf } from './log-life';
import { attemptRow, callRow, deliveryRow, receiptRow, rejectedRow, type AttemptRecord, type CallRecord, type DeliveryRecord, type ReceiptRecord, type RejectedRecord } from './log-rows';
import { logScope, type LogScope } from './log-scope';
import { TEST_DELIVERY } from './test-delivery';
import { attemptWords, callWords, deliveryWords, receiptWords, REJECTED_WORDS } from './log-words';
import { timelineOf } from './log-timeline';

/** A body is taken up to 4 MiB; all of it can be downloaded. */
const PAYLOAD_MAX = 4 * 1024 * 1024;

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

const NOTHING = { headers: {}, payload: null, payloadBytes: 0, payloadNote: null, masked: false, receivedSignature: null, tried: [], items: [], life: null, canRecheck: false, canReplay: false } satisfies Partial<LogDetail>;

/** Everything that is known of one row of Logs, with words that say why and what to do. */
@Injectable()
export class LogDetails {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * @param raw false: whoever asks may not see who wrote what; it never leaves the server
   * @throws DomainError NOT_FOUND
   */
  async get(workspaceId: string, channelId: string, logId: string, raw = true): Promise<LogDetail> {
    const scope = await logScope(this.dataSource, workspaceId, channelId);
    const id = idToBytes(logId);
    const found = (await this.delivery(scope, id)) ?? (await this.rejected(scope, id)) ?? (await this.attempt(scope, id)) ?? (await this.receipt(scope, id)) ?? (await this.call(scope, id));
    if (!found) throw notFound('log entry');
    return raw ? found : withoutPersonal(found);
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
    const foreign = items.filter((item) => item.state === 'foreign');
    const wamids = new Set(items.flatMap(({ externalId, kind }) => (externalId && (kind === 'message' || kind === 'status') ? [externalId] : [])));
    const payload = alone && event.body ? event.body.subarray(0, PAYLOAD_MAX).toString('utf8') : null;
    return {
      ...deliveryRow(event),
      ...deliveryWords(event.state, { unreadable: event.lastError, dead: dead?.lastError ?? (dead ? 'unknown' : null), foreign: foreign.length ? { all: foreign.length === items.length, number: foreign.find(({ number }) => number)?.number ?? null } : null, waiting: event.state === 'processing', test: event.subject.endsWith(TEST_DELIVERY) }),
      ...NOTHING,
      timeline: timelineOf(event),
      headers: alone ? present({ 'user-agent': event.userAgent, 'x-request-id': event.requestId, 'remote-address': event.remoteIp, 'content-length': event.bodyBytes === null ? null : String(event.bodyBytes) }) : {},
      payload,
      payloadBytes: event.bodyBytes ?? 0,
      payloadNote: payloadNote(alone, event.body),
      receivedSignature: alone ? event.signature : null,
      items,
      life: wamids.size === 1 ? await lifeOf(this.dataSource, scope, [...wamids][0]) : null,
      canReplay: event.body !== null && (dead !== undefined || foreign.length > 0),
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
    const [row]: (AttemptRecord & { errorDetail: string | null; wamid: string | null; traceId: string | null; endedAt: Date | null; messageId: Buffer | null })[] = await this.dataSource.query(
      `SELECT a.id, a.started_at AS at, a.phase, a.http_status AS httpStatus, a.error_code AS errorCode, a.error_title AS errorTitle, a.error_detail AS errorDetail, a.took_ms AS tookMs, a.failed_at AS failedAt, a.wamid, a.fbtrace_id AS traceId, a.ended_at AS endedAt, a.message_id AS messageId, m.type
       FROM send_attempt a LEFT JOIN message m ON m.id = a.message_id WHERE a.id = ? AND a.channel_id = ? AND a.workspace_id = ?`,
      [id, scope.channel, scope.workspace],
    );
    if (!row) return null;
    const failed = row.phase === 'rejected' || row.failedAt !== null;
    return { ...attemptRow(row), ...attemptWords({ ...row, failed }), ...NOTHING, headers: present({ wamid: row.wamid, fbtrace_id: row.traceId }), life: row.messageId ? await lifeOf(this.dataSource, scope, row.wamid, row.messageId) : null, timeline: [{ step: 'sent', at: row.at.toISOString(), ms: null, ok: true, words: 'Handed to WhatsApp' }, { step: 'answered', at: row.endedAt?.toISOString() ?? null, ms: row.tookMs, ok: !failed, words: attemptRow(row).result }] };
  }

  private async receipt(scope: LogScope, id: Buffer): Promise<LogDetail | null> {
    const [row]: (ReceiptRecord & { wamid: string })[] = await this.dataSource.query('SELECT external_id AS wamid, conversation_id AS id, updated_at AS at, state, http_status AS httpStatus, error_code AS errorCode, error_detail AS errorDetail FROM read_receipt WHERE conversation_id = ? AND channel_id = ? AND workspace_id = ?', [id, scope.channel, scope.workspace]);
    if (!row) return null;
    return { ...receiptRow(row), ...receiptWords(row), ...NOTHING, life: await lifeOf(this.dataSource, scope, row.wamid), timeline: [{ step: 'mark as read', at: row.at.toISOString(), ms: null, ok: row.state !== 'failed', words: receiptRow(row).result }] };
  }

  private async call(scope: LogScope, id: Buffer): Promise<LogDetail | null> {
    const [row]: (CallRecord & { errorDetail: string | null; traceId: string | null })[] = await this.dataSource.query(
      'SELECT id, at, subject, ref, http_status AS httpStatus, error_code AS errorCode, error_title AS errorTitle, error_detail AS errorDetail, fbtrace_id AS traceId, took_ms AS tookMs FROM provider_call WHERE id = ? AND channel_id = ? AND workspace_id = ?',
      [id, scope.channel, scope.workspace],
    );
    if (!row) return null;
    const ok = row.errorTitle === null;
    return {
      ...callRow(row),
      ...callWords(row),
      ...NOTHING,
      headers: present({ about: row.ref, fbtrace_id: row.traceId }),
      life: row.subject === 'typing' && row.ref ? await lifeOf(this.dataSource, scope, row.ref) : null,
      timeline: [{ step: 'called', at: row.at.toISOString(), ms: null, ok: true, words: row.subject }, { step: 'answered', at: null, ms: row.tookMs, ok, words: ok ? 'Done' : (row.errorTitle ?? '') }],
    };
  }
}

/** For roles that may see that something happened, but not who wrote what. */
function withoutPersonal(detail: LogDetail): LogDetail {
  const { 'remote-address': _, 'x-forwarded-for': __, ...headers } = detail.headers;
  return {
    ...detail,
    masked: true,
    headers,
    why: { ...detail.why, body: maskDigits(detail.why.body) },
    payload: detail.payload === null ? null : maskPersonal(detail.payload),
    items: detail.items.map((item) => ({ ...item, lastError: item.lastError && maskDigits(item.lastError) })),
    life: detail.life && { ...detail.life, steps: detail.life.steps.map((step) => ({ ...step, words: maskDigits(step.words) })) },
    canRecheck: false,
    canReplay: false,
  };
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
