/** The exact words of SEED for a delivery that no active App Secret signed. Log line, Logs row and UI use this one text. */
export const SIGNATURE_MISMATCH = 'Signature did not match any active integration secret';

/** dead: gave up after all tries; unrouted: for a number that no channel here has. */
export const LOG_FILTERS = ['all', 'processed', 'rejected', 'failed', 'ignored', 'dead', 'unrouted'] as const;
export type LogFilter = (typeof LOG_FILTERS)[number];

/** What a row is about. `call` is every call to Meta that is neither a send nor a mark-as-read. */
export const LOG_TYPES = ['messages', 'statuses', 'other', 'rejected', 'verify', 'send', 'mark_read', 'call'] as const;
export type LogType = (typeof LOG_TYPES)[number];

export const LOG_DIRECTIONS = ['in', 'out'] as const;
export type LogDirection = (typeof LOG_DIRECTIONS)[number];

export const REJECT_REASONS = ['signature_mismatch', 'signature_missing', 'signature_malformed', 'verify_token_wrong', 'no_active_secret'] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

export type LogKind = 'delivery' | 'rejected' | 'verify' | 'send' | 'mark_read' | 'call';

export interface LogRow {
  /** Opaque; unique within the channel's log. */
  id: string;
  kind: LogKind;
  at: string;
  direction: LogDirection;
  /** e.g. "messages · text", "statuses · read", "send · text", "media · download". */
  subject: string;
  httpStatus: number | null;
  state: 'processed' | 'processing' | 'rejected' | 'failed' | 'ignored';
  /** One line, e.g. "Signature mismatch" or "131047". */
  result: string;
  tookMs: number | null;
}

export interface LogHint {
  words: string;
  action: 'paste_app_secret' | 'recheck' | 'copy_verify_token' | 'replay' | 'replace_token' | 'open_channel' | 'add_channel' | 'open_templates' | 'open_meta_app' | 'open_billing' | null;
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
  /** Of a foreign item: the Phone Number ID that it is for. */
  number: string | null;
}

/** One thing that happened to a message, from the first delivery to the last status. */
export interface LogLifeStep {
  at: string;
  what: string;
  words: string;
  ok: boolean;
  /** The Logs row that shows it, when there is exactly one. */
  logId: string | null;
}

/** The whole life of one message on the wire. */
export interface LogLife {
  wamid: string;
  direction: LogDirection | null;
  conversationId: string | null;
  messageId: string | null;
  steps: LogLifeStep[];
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
  /** True: names, numbers and texts are dotted out by the server, because this role may not see them. */
  masked: boolean;
  receivedSignature: string | null;
  tried: { last4: string; computed: string }[];
  items: LogItem[];
  /** Null when the row is not about exactly one message. */
  life: LogLife | null;
  canRecheck: boolean;
  canReplay: boolean;
}

export interface LogPage {
  items: LogRow[];
  nextCursor: string | null;
  /** Within the asked time, type and direction; each counted up to 10,000. */
  counts: Record<LogFilter, number>;
  /** False: nothing at all is in this log, whatever the filters. */
  any: boolean;
}

export interface LogBucket {
  at: string;
  total: number;
  failed: number;
  rejected: number;
}
export interface LogHistogram {
  from: string;
  to: string;
  bucketMs: number;
  buckets: LogBucket[];
  /** So many rows that the oldest were not counted. */
  cut: boolean;
}

export interface RecheckResult {
  matches: boolean;
  words: string;
}
export interface ReplayResult {
  replayed: number;
  refused: number;
}

/** Deliveries of one request; more are asked for in several. */
export const REPLAY_MANY_MAX = 100;

export interface ReplayManyRequest {
  /** In the order in which they are to be processed. */
  ids: string[];
}

export interface ReplayManyResult {
  outcomes: {
    id: string;
    replayed: number;
    /** Why not; null: done, now or before. */
    refusal: string | null;
  }[];
}

/** What our own endpoint answered to a delivery that the server signed with the channel's App Secret. */
export interface TestDeliveryResult {
  ok: boolean;
  httpStatus: number | null;
  tookMs: number | null;
  words: string;
}
