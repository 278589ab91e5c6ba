export const CHANNEL_KINDS = ['whatsapp', 'email', 'sms'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** live talks to Meta, sandbox to the built-in simulator. */
export const CHANNEL_MODES = ['live', 'sandbox'] as const;
export type ChannelMode = (typeof CHANNEL_MODES)[number];

export const CHANNEL_STATUSES = ['setup', 'active', 'disabled'] as const;
export type ChannelStatus = (typeof CHANNEL_STATUSES)[number];

export const CHANNEL_SECRET_NAMES = ['access_token', 'app_secret', 'verify_token'] as const;
export type ChannelSecretName = (typeof CHANNEL_SECRET_NAMES)[number];

/** When we tell WhatsApp that the customer's message was read. */
export const READ_RECEIPT_POLICIES = ['on_open', 'on_reply', 'never'] as const;
export type ReadReceiptPolicy = (typeof READ_RECEIPT_POLICIES)[number];

export interface ChannelSettings {
  readReceipts: ReadReceiptPolicy;
  /** An inbound message reopens the newest resolved conversation; null: always, n: only within n days, else a new one. */
  reopenWithinDays: number | null;
  /** Tells the customer that somebody is typing; Meta then also marks the chat as read. */
  typingSignal: boolean;
}
export const DEFAULT_CHANNEL_SETTINGS: ChannelSettings = { readReceipts: 'on_open', reopenWithinDays: null, typingSignal: false };

/** Why sending waits on a channel. Receiving goes on. */
export interface SendHold {
  reason: 'token_invalid' | 'permission' | 'account_locked' | 'billing' | 'paused';
  /** Meta's own words, or who paused it. */
  detail: string;
  code: number | null;
  since: string;
  /** Messages that wait. */
  waiting: number;
}

/** What every member sees: enough to draw marks, names and bands in the inbox. */
export interface ChannelRef {
  id: string;
  kind: ChannelKind;
  mode: ChannelMode;
  status: ChannelStatus;
  name: string;
  /** E.164 with spaces as Meta formats it, or null before the first successful test. */
  displayAddress: string | null;
  sendHold: SendHold | null;
  settings: ChannelSettings;
}

export type HealthState = 'ok' | 'warn' | 'failed' | 'unknown';

export interface ChannelSummary extends ChannelRef {
  health: { state: HealthState; words: string };
  lastInboundAt: string | null;
  lastOutboundAt: string | null;
  rejectedToday: number;
}

export interface SecretInfo {
  id: string;
  name: ChannelSecretName;
  state: 'active' | 'retiring';
  last4: string;
  setBy: string;
  setAt: string;
  lastUsedAt: string | null;
}

export interface ChannelDetail extends ChannelSummary {
  version: number;
  phoneNumberId: string | null;
  wabaId: string | null;
  appId: string | null;
  verifiedName: string | null;
  callbackUrl: string;
  /** False when Meta cannot reach the callback URL (localhost, http): the page says what to do. */
  callbackReachable: boolean;
  webhookVerifiedAt: string | null;
  secrets: SecretInfo[];
  checks: ConnectionCheck[];
  checkedAt: string | null;
}

export const CONNECTION_CHECKS = ['token', 'token_expiry', 'permissions', 'number', 'quality', 'limit', 'throughput', 'sending', 'waba', 'subscription', 'webhook_override', 'webhook', 'signatures', 'last_inbound', 'public_url', 'templates'] as const;
export type ConnectionCheckName = (typeof CONNECTION_CHECKS)[number];

/** One line of a connection test or of a channel's health. */
export interface ConnectionCheck {
  check: ConnectionCheckName;
  state: HealthState;
  /** One short sentence, e.g. "Never expires (system user)". */
  words: string;
  /** Meta's message word for word, when there is one. */
  detail: string | null;
  code: number | null;
  /** What to do about it, in plain words. */
  fix: string | null;
  fixField: 'phoneNumberId' | 'accessToken' | 'appSecret' | 'verifyToken' | 'wabaId' | null;
}

export interface ConnectionTest {
  ok: boolean;
  checks: ConnectionCheck[];
  phoneNumberId: string;
  displayAddress: string | null;
  verifiedName: string | null;
  quality: string | null;
  wabaId: string | null;
  appId: string | null;
  tokenType: string | null;
  /** null: never expires or unknown. */
  tokenExpiresAt: string | null;
}

export interface CreateChannelRequest {
  clientId: string;
  kind: ChannelKind;
  mode: ChannelMode;
  name: string;
  phoneNumberId: string;
  wabaId?: string;
  accessToken: string;
  appSecret: string;
  /** Made by the server when absent. */
  verifyToken?: string;
}
export interface TestConnectionRequest {
  mode: ChannelMode;
  phoneNumberId: string;
  wabaId?: string;
  accessToken: string;
  appSecret: string;
}
export interface UpdateChannelRequest {
  version: number;
  name?: string;
  phoneNumberId?: string;
  wabaId?: string;
  settings?: Partial<ChannelSettings>;
}
export interface ReplaceSecretRequest {
  value: string;
  /** Test before saving; the old value stays when the test fails. Default true. */
  test?: boolean;
  /** App Secret only: keep the old one active beside the new one until it is retired. */
  keepOld?: boolean;
}
export interface VerifyTokenValue {
  verifyToken: string;
}
export interface SandboxResult {
  channelId: string;
  conversations: number;
}
