export const sendModes = [
  'ok', 'accept-then-hang', 'accept-then-reset', 'accept-then-500', 'accept-then-500-html', 'accept-then-truncated',
  'accept-then-empty', 'accept-then-wrong-shape', 'accept-then-drip', 'accept-then-huge', 'hang', 'reset', '429', '500', '500-html', '503-html', '190', 'redirect', 'error', 'failed',
] as const;
export type SendMode = (typeof sendModes)[number];

export const signatureModes = ['ok', 'wrong', 'none', 'malformed', 'sha1-only'] as const;
export type SignatureMode = (typeof signatureModes)[number];

/** What goes wrong with files: the first row when their address is asked for, the second at the address (META §9, §18). */
export const mediaModes = [
  'ok', 'expired-url', 'wrong-sha256', 'claims-101mb', 'gone', 'foreign-host',
  '404', '5xx', 'hang', 'reset', 'drip', 'truncated', 'huge', 'redirect', 'html', 'wrong-bytes',
] as const;
export type MediaMode = (typeof mediaModes)[number];

/** `graph` is every call that is not a send or a read receipt; `media` and `templates` are parts of it. */
export const scopes = ['send', 'mark_read', 'graph', 'media', 'templates'] as const;
export type ChaosScope = (typeof scopes)[number];

export interface SendChaos {
  mode: SendMode;
  probability: number;
  code: number;
  subcode: number | null;
  status: number | null;
  retryAfter: number | null;
  details: string | null;
  hangMs: number;
  delayMs: number;
  statusesBeforeResponse: boolean;
  scope: ChaosScope[];
}

export interface WebhookChaos {
  duplicate: number;
  duplicateProbability: number;
  reorderWindow: number;
  reorderMaxWaitMs: number;
  delayMs: number;
  delayJitterMs: number;
  signature: SignatureMode;
  signatureProbability: number;
  dropProbability: number;
  /** Milliseconds over which the body is dripped to the receiver; 0 = at once. */
  slowBody: number;
}

export interface MediaChaos {
  mode: MediaMode;
  probability: number;
  status: number;
  hangMs: number;
  /** Where `redirect` and `foreign-host` lead. */
  location: string;
}

export interface TemplatesChaos {
  /** The page of a listing that fails, counted from 1. */
  failPage: number | null;
  code: number;
}

export interface ChaosSettings {
  seed: number;
  send: Partial<SendChaos>;
  webhook: Partial<WebhookChaos>;
  statuses: { loseProbability?: number };
  media: Partial<MediaChaos>;
  templates: Partial<TemplatesChaos>;
}

export const calmSend: SendChaos = {
  mode: 'ok', probability: 1, code: 131000, subcode: null, status: null, retryAfter: null, details: null, hangMs: 60_000,
  delayMs: 0, statusesBeforeResponse: false, scope: ['send'],
};

export const calmWebhook: WebhookChaos = {
  duplicate: 1, duplicateProbability: 1, reorderWindow: 0, reorderMaxWaitMs: 200, delayMs: 0, delayJitterMs: 0,
  signature: 'ok', signatureProbability: 1, dropProbability: 0, slowBody: 0,
};

export const calmMedia: MediaChaos = { mode: 'ok', probability: 1, status: 500, hangMs: 60_000, location: 'https://media.example.org/elsewhere' };

export const calmTemplates: TemplatesChaos = { failPage: null, code: 2 };

const atAddress = new Set<MediaMode>(['404', '5xx', 'hang', 'reset', 'drip', 'truncated', 'huge', 'redirect', 'html', 'wrong-bytes']);

/** Does the fault show where the address is asked for, or where the bytes are fetched? */
export function mediaStage(mode: MediaMode): 'address' | 'bytes' {
  return atAddress.has(mode) ? 'bytes' : 'address';
}
