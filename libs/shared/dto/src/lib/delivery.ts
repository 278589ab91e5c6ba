/**
 * The delivery of an outbound message. There is no "read" in it: `openedAt` is the truth for read receipts.
 * queued → sending → accepted → sent → delivered, or failed, unconfirmed, canceled.
 */
export const DELIVERY_STATUSES = ['queued', 'sending', 'accepted', 'sent', 'delivered', 'failed', 'unconfirmed', 'canceled'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** on_wire: posted, answer unknown so far; unconfirmed: the answer was lost and only a later status can resolve it. */
export const ATTEMPT_PHASES = ['on_wire', 'accepted', 'rejected', 'unconfirmed'] as const;
export type AttemptPhase = (typeof ATTEMPT_PHASES)[number];

export interface DeliveryError {
  code: number | null;
  /** Our plain words. */
  words: string;
  /** Meta's message, cut to fit. */
  detail: string;
  fbtraceId: string | null;
  /** What a person can do now. */
  actions: ('retry' | 'template' | 'edit' | 'check_channel')[];
}

export interface SendAttemptInfo {
  id: string;
  no: number;
  phase: AttemptPhase;
  wamid: string | null;
  httpStatus: number | null;
  error: DeliveryError | null;
  startedAt: string;
  endedAt: string | null;
  sentAt: string | null;
  deliveredAt: string | null;
  openedAt: string | null;
  /** A voice message was played. */
  playedAt: string | null;
  failedAt: string | null;
  /** How Meta counts it, in Meta's words (e.g. utility, regular); null until told. Never a promise of a price. */
  pricing: { category: string | null; type: string | null } | null;
  /** Plain words about what is unusual, e.g. held back by Meta, or failed after it was delivered. */
  notes: string[];
}
