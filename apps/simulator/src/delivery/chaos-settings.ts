export const sendModes = [
  'ok', 'accept-then-hang', 'accept-then-reset', 'accept-then-500', 'accept-then-500-html', 'accept-then-truncated',
  'accept-then-empty', 'accept-then-wrong-shape', 'accept-then-drip', 'accept-then-huge', 'hang', 'reset', '429', '500', '500-html', '503-html', '190', 'redirect', 'error', 'failed',
] as const;
export type SendMode = (typeof sendModes)[number];

export const signatureModes = ['ok', 'wrong', 'none', 'malformed', 'sha1-only'] as const;
export type SignatureMode = (typeof signatureModes)[number];

export const scopes = ['send', 'mark_read', 'graph'] as const;
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

export interface ChaosSettings {
  seed: number;
  send: Partial<SendChaos>;
  webhook: Partial<WebhookChaos>;
  statuses: { loseProbability?: number };
}

export const calmSend: SendChaos = {
  mode: 'ok', probability: 1, code: 131000, subcode: null, status: null, retryAfter: null, details: null, hangMs: 60_000,
  delayMs: 0, statusesBeforeResponse: false, scope: ['send'],
};

export const calmWebhook: WebhookChaos = {
  duplicate: 1, duplicateProbability: 1, reorderWindow: 0, reorderMaxWaitMs: 200, delayMs: 0, delayJitterMs: 0,
  signature: 'ok', signatureProbability: 1, dropProbability: 0, slowBody: 0,
};
