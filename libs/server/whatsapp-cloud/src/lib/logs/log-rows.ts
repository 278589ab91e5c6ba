import { bytesToId } from '@mailtrixy/server/platform/database';
import { TEST_DELIVERY } from './test-delivery';
import type { LogRow, RejectReason } from '@mailtrixy/shared/dto';

export interface DeliveryRecord {
  id: Buffer;
  at: Date;
  subject: string;
  state: 'processed' | 'processing' | 'failed' | 'ignored';
  tookUs: number | null;
  source: string | null;
}
export interface RejectedRecord {
  id: Buffer;
  at: Date;
  method: string;
  reason: RejectReason | 'verify_ok';
  claimed: string | null;
  tookUs: number | null;
  replayed: Buffer | null;
}
export interface AttemptRecord {
  id: Buffer;
  at: Date;
  phase: 'on_wire' | 'accepted' | 'rejected' | 'unconfirmed';
  httpStatus: number | null;
  errorCode: number | null;
  errorTitle: string | null;
  tookMs: number | null;
  failedAt: Date | null;
  type: string | null;
}
export interface ReceiptRecord {
  id: Buffer;
  at: Date;
  state: 'pending' | 'done' | 'failed';
  httpStatus: number | null;
  errorCode: number | null;
  errorDetail: string | null;
}

export interface CallRecord {
  id: Buffer;
  at: Date;
  subject: string;
  ref: string | null;
  httpStatus: number | null;
  errorCode: number | null;
  errorTitle: string | null;
  tookMs: number | null;
}

const DELIVERY_RESULTS: Record<Exclude<DeliveryRecord['state'], 'ignored'>, string> = { processed: 'Processed', processing: 'Waits to be processed', failed: 'Could not be processed' };
const REJECT_RESULTS: Record<RejectedRecord['reason'], string> = {
  signature_mismatch: 'Signature mismatch',
  signature_missing: 'Signature missing',
  signature_malformed: 'Signature malformed',
  no_active_secret: 'No active App Secret',
  verify_token_wrong: 'Verify Token is different',
  verify_ok: 'Challenge echoed',
};

export function deliveryRow({ id, at, subject, state, tookUs, source }: DeliveryRecord): LogRow {
  if (subject.endsWith(TEST_DELIVERY)) return { id: bytesToId(id), kind: 'delivery', at: at.toISOString(), direction: 'in', subject: 'test delivery', httpStatus: 200, state: state === 'ignored' ? 'processed' : state, result: 'Signed, received and stored', tookMs: milliseconds(tookUs) };
  return { id: bytesToId(id), kind: 'delivery', at: at.toISOString(), direction: 'in', subject, httpStatus: 200, state, result: source === 'replay' ? `${resultOf(state, subject)} (replayed)` : resultOf(state, subject), tookMs: milliseconds(tookUs) };
}

/** A message or status that was ignored can only have been for another number; the rest is news of the number or account. */
function resultOf(state: DeliveryRecord['state'], subject: string): string {
  if (state !== 'ignored') return DELIVERY_RESULTS[state];
  return /^(messages|statuses|mixed)/.test(subject) ? 'For another number' : 'News, not a message';
}

export function rejectedRow({ id, at, method, reason, tookUs, replayed }: RejectedRecord): LogRow {
  const ok = reason === 'verify_ok';
  const verify = method === 'GET';
  return { id: bytesToId(id), kind: verify ? 'verify' : 'rejected', at: at.toISOString(), direction: 'in', subject: verify ? 'verify' : 'delivery', httpStatus: ok ? 200 : 403, state: ok ? 'processed' : 'rejected', result: replayed ? `${REJECT_RESULTS[reason]}, replayed since` : REJECT_RESULTS[reason], tookMs: milliseconds(tookUs) };
}

export function attemptRow({ id, at, phase, httpStatus, errorCode, errorTitle, tookMs, failedAt, type }: AttemptRecord): LogRow {
  const failed = phase === 'rejected' || failedAt !== null;
  const state = failed || phase === 'unconfirmed' ? 'failed' : phase === 'on_wire' ? 'processing' : 'processed';
  const result = failed ? String(errorCode ?? errorTitle ?? 'Refused') : { on_wire: 'On its way', accepted: 'Accepted by WhatsApp', unconfirmed: 'Not confirmed', rejected: 'Refused' }[phase];
  return { id: bytesToId(id), kind: 'send', at: at.toISOString(), direction: 'out', subject: `send · ${type ?? 'message'}`, httpStatus, state, result, tookMs };
}

export function receiptRow({ id, at, state, httpStatus, errorCode, errorDetail }: ReceiptRecord): LogRow {
  const result = state === 'failed' ? String(errorCode ?? errorDetail ?? 'Refused').slice(0, 120) : state === 'done' ? 'Marked as read' : 'Waits';
  return { id: bytesToId(id), kind: 'mark_read', at: at.toISOString(), direction: 'out', subject: 'mark as read', httpStatus, state: state === 'failed' ? 'failed' : state === 'done' ? 'processed' : 'processing', result, tookMs: null };
}

export function callRow({ id, at, subject, ref, httpStatus, errorCode, errorTitle, tookMs }: CallRecord): LogRow {
  const failed = errorTitle !== null;
  return { id: bytesToId(id), kind: 'call', at: at.toISOString(), direction: 'out', subject, httpStatus, state: failed ? 'failed' : 'processed', result: failed ? String(errorCode ?? errorTitle) : (ref ?? 'Done'), tookMs };
}

function milliseconds(us: number | null): number | null {
  return us === null ? null : Math.round(us / 100) / 10;
}
