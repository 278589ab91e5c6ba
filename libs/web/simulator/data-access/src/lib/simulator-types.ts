/** The parts of the simulator's control API (docs/simulator.md) that the phone page uses. */
export interface StatusPlan {
  sentAfterMs: number | null;
  deliveredAfterMs: number | null;
  readAfterMs: number | null;
  failedAfterMs: number | null;
  failedCode: number;
}

export interface SimCustomer {
  id: string;
  name: string;
  phone: string | null;
  waId: string | null;
  userId: string;
  username: string | null;
  hidesPhone: boolean;
  online: boolean;
  readReceipts: boolean;
  blocksUs: boolean;
  stoppedMarketing?: boolean;
  statusPlan: Partial<StatusPlan> | null;
}

export interface SimNumber {
  phoneNumberId: string;
  wabaId: string;
  displayPhoneNumber: string;
  node: Record<string, unknown>;
}

/** A template with its parameters put in. */
export interface FilledTemplate {
  header?: { format: string; text?: string; media?: Record<string, unknown>; location?: Record<string, unknown> };
  body: string;
  footer?: string;
  buttons: FilledButton[];
  offer?: { text: string; expiresAt: number | null };
  cards?: { header?: FilledTemplate['header']; body: string; buttons: FilledButton[] }[];
}

export interface FilledButton {
  type: string;
  text: string;
  url?: string;
  phone?: string;
  code?: string;
}

/** A file that the simulator holds, as something a browser can show. */
export interface SimFile {
  url: string;
  mimeType: string;
  filename: string | null;
  size: number;
}

/** What goes wrong with files until it is switched off. */
export type FileFault = 'ok' | 'expired-url' | 'wrong-sha256' | 'claims-101mb' | 'gone' | '404' | '5xx' | 'hang' | 'drip' | 'truncated' | 'html';

export interface SimErrorCode {
  code: number;
  title: string;
}

export interface SimField {
  name: string;
  field: string;
}

export interface SimMessage {
  wamid: string;
  from: 'customer' | 'business';
  at: string;
  type: string;
  text: string | null;
  content: unknown;
  /** A template as the phone shows it, filled. */
  shown: FilledTemplate | null;
  contextId: string | null;
  ticks: 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';
  errorCode: number | null;
  sentAt: string | null;
  deliveredAt: string | null;
  readAt: string | null;
  failedAt: string | null;
}

export interface SimChat {
  customer: SimCustomer;
  phoneNumberId: string;
  windowExpiresAt: string | null;
  typingUntil: string | null;
  messages: SimMessage[];
}

export type SignatureMode = 'ok' | 'wrong' | 'none' | 'malformed';

export interface WebhookChaos {
  signature: SignatureMode;
  duplicate: number;
  reorderWindow: number;
  delayMs: number;
}

/** One row of the ledger; members depend on the kind. */
export interface SimEvent {
  seq: number;
  kind: 'accept' | 'mark_read' | 'rejected' | 'inbound' | 'status' | 'webhook' | 'webhook_dropped' | 'chaos' | 'change' | 'media_upload' | 'media_download' | 'template' | 'field';
  at: string;
  phoneNumberId?: string;
  customer?: string;
  wamid?: string;
  wamids?: string[];
  type?: string;
  body?: string | null;
  to?: string;
  status?: string | number;
  code?: number;
  ms?: number;
  error?: string | null;
  signature?: string;
  kinds?: string[];
  n?: number;
  path?: string;
  details?: string | null;
  reason?: string;
  mode?: string;
  what?: string;
  size?: number;
  /** What happened to a template. */
  event?: string;
  name?: string;
  language?: string;
  id?: string;
}

export interface NewCustomer {
  name?: string;
  phone?: string;
  /** Meta calls phones of Brazil, Mexico and Argentina otherwise than they are dialled. */
  localVariant?: true;
  username?: string;
}

export interface OutgoingSimMessage {
  phoneNumberId?: string;
  text?: string;
  type?: string;
  context?: string;
  count?: number;
  [type: string]: unknown;
}

/** What Meta answers to the next send only. */
export interface NextSend {
  mode: 'ok' | 'error' | 'failed' | '429' | '500' | '190' | 'accept-then-hang';
  code?: number;
}
