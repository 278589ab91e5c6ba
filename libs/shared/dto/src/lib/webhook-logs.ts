/** The exact words of SEED for a delivery that no active App Secret signed. Log line, Logs row and UI use this one text. */
export const SIGNATURE_MISMATCH = 'Signature did not match any active integration secret';

export const LOG_FILTERS = ['all', 'processed', 'rejected', 'failed', 'ignored'] as const;
export type LogFilter = (typeof LOG_FILTERS)[number];

export const REJECT_REASONS = ['signature_mismatch', 'signature_missing', 'signature_malformed', 'verify_token_wrong', 'no_active_secret'] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

export type LogKind = 'delivery' | 'rejected' | 'verify' | 'send' | 'mark_read';

export interface LogRow {
  /** Opaque; unique within the channel's log. */
  id: string;
  kind: LogKind;
  at: string;
  direction: 'in' | 'out';
  /** e.g. "messages · text", "statuses · read", "send · text". */
  subject: string;
  httpStatus: number | null;
  state: 'processed' | 'processing' | 'rejected' | 'failed' | 'ignored';
  /** One line, e.g. "Signature mismatch" or "131047". */
  result: string;
  tookMs: number | null;
}

export interface LogHint {
  words: string;
  action: 'paste_app_secret' | 'recheck' | 'copy_verify_token' | 'replay' | 'replace_token' | 'open_channel' | null;
}

export interface LogItem {
  id: string;
  index: number;
  kind: string;
  externalId: string | null;
  state: 'ready' | 'done' | 'dead' | 'foreign';
  attempts: number;
  lastError: string | null;
  conversationId: string | null;
  messageId: string | null;
}

export interface LogDetail extends LogRow {
  why: { title: string; body: string };
  hints: LogHint[];
  timeline: { step: string; at: string | null; ms: number | null; ok: boolean; words: string }[];
  headers: Record<string, string>;
  /** Raw text; null while unproven (rejected and no secret matched yet), purged, or not permitted. */
  payload: string | null;
  payloadBytes: number;
  payloadNote: string | null;
  receivedSignature: string | null;
  tried: { last4: string; computed: string }[];
  items: LogItem[];
  canRecheck: boolean;
  canReplay: boolean;
}

export interface LogPage {
  items: LogRow[];
  nextCursor: string | null;
  counts: Record<LogFilter, number>;
}

export interface RecheckResult {
  matches: boolean;
  words: string;
}
export interface ReplayResult {
  replayed: number;
  refused: number;
}
