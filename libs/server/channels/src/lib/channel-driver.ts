import type { ChannelKind, ChannelMode, ConnectionTest } from '@mailtrixy/shared/dto';
import type { InboundEvent } from './inbound-event';

/** Injection token of the registry `Record<kind, ChannelDriver>`; apps bind it from channel-drivers. */
export const CHANNEL_DRIVERS = Symbol('ChannelDrivers');

/** A channel with what is needed to talk for it. Lives in memory only; never logged, queued or answered. */
export interface ConnectedChannel {
  id: string;
  workspaceId: string;
  kind: ChannelKind;
  mode: ChannelMode;
  externalId: string;
  wabaId: string | null;
  accessToken: string;
}

export interface OutboundText {
  type: 'text';
  body: string;
}
export type OutboundContent = OutboundText;

export interface OutboundMessage {
  /** Opaque address as Meta last gave it. */
  to: { kind: string; value: string };
  content: OutboundContent;
  quotedExternalId: string | null;
  /** Random, one per attempt; comes back in statuses. */
  token: string;
}

export interface SendReceipt {
  externalId: string;
  httpStatus: number;
  tookMs: number;
  /** The canonical wa_id when the provider corrected the dialled one. */
  canonicalAddress: string | null;
}

export interface Credentials {
  mode: ChannelMode;
  phoneNumberId: string;
  wabaId?: string | null;
  accessToken: string;
  appSecret: string;
}

/** One kind of channel. Stateless: the channel is an argument. Throws only ChannelError. */
export interface ChannelDriver {
  readonly kind: ChannelKind;
  /** The longest text in characters (code points). */
  readonly maxTextLength: number;
  /** How long after the customer's last message free text may be sent; null: always. Milliseconds. */
  readonly replyWindowMs: number | null;
  send(channel: ConnectedChannel, message: OutboundMessage): Promise<SendReceipt>;
  /** Tells the provider that a message and all before it were read. */
  markRead(channel: ConnectedChannel, externalId: string): Promise<{ httpStatus: number; tookMs: number }>;
  /** Live checks with words and fixes. Never throws for what a check found. */
  testConnection(credentials: Credentials): Promise<ConnectionTest>;
  /** Subscribes our app to the account's webhooks (WhatsApp: POST subscribed_apps). */
  subscribe(channel: ConnectedChannel): Promise<void>;
  /** Messages per second that the provider allows on this channel, from its own answer. */
  throughput(channel: ConnectedChannel): Promise<number>;
}

/** Turns one stored delivery into events. Never throws: what it does not understand comes back as other or malformed. */
export interface InboundParser {
  parse(body: Buffer): { ok: true; events: InboundEvent[] } | { ok: false; reason: string };
}

export type ChannelDrivers = Readonly<Record<ChannelKind, ChannelDriver | null>>;
