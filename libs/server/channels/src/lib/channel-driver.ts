import type { Readable } from 'node:stream';
import type { AttachmentKind, ChannelKind, ChannelMode, ConnectionTest, ContactCard, FieldError, OutboundInteractive, OutboundLocation, SendableType } from '@mailtrixy/shared/dto';
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
  /** Absent: the first link decides. */
  previewUrl?: boolean;
}
/** A file that the provider holds already, by its id. */
export interface OutboundMedia {
  type: 'media';
  kind: AttachmentKind;
  mediaId: string;
  caption: string | null;
  fileName: string | null;
}
export interface OutboundReaction {
  type: 'reaction';
  targetExternalId: string;
  /** Null takes it back. */
  emoji: string | null;
}
export interface OutboundInteractiveContent {
  type: 'interactive';
  body: string;
  interactive: OutboundInteractive;
  /** The provider's id of a header's file. */
  headerMediaId: string | null;
  headerFileName: string | null;
}
/** Components are the provider's own, ready to send. */
export interface OutboundTemplate {
  type: 'template';
  name: string;
  language: string;
  components: unknown[];
}
export type OutboundContent =
  | OutboundText
  | OutboundMedia
  | OutboundReaction
  | OutboundInteractiveContent
  | OutboundTemplate
  | { type: 'location'; location: OutboundLocation }
  | { type: 'contacts'; cards: ContactCard[] };

/** What a person wants to send, before it is queued. Everything but `type` and `attachmentKind` is as it came over HTTP: of any shape. */
export interface ContentDraft {
  type: Exclude<SendableType, 'template'> | 'reaction';
  body: string;
  /** Of type media: the kind of the uploaded file. */
  attachmentKind: AttachmentKind | null;
  location?: unknown;
  contacts?: unknown;
  interactive?: unknown;
  /** Of type reaction; null takes it back. */
  emoji?: string | null;
}

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
  /** Templates: held_for_quality_assessment and the like. */
  note?: string | null;
}

export interface MediaUpload {
  /** Called for each try; a fresh stream. */
  open(): Promise<Readable>;
  sizeBytes: number;
  mimeType: string;
  fileName: string;
}
export interface MediaDownload {
  stream: Readable;
  /** What the provider says, null where it does not. */
  mimeType: string | null;
  sizeBytes: number | null;
  sha256: string | null;
}
/** Files at the provider. Throws only ChannelError; the class says whether to try again. */
export interface MediaProvider {
  /** @returns the provider's id, usable on this channel for `usableMs` */
  upload(channel: ConnectedChannel, file: MediaUpload): Promise<{ mediaId: string; usableMs: number }>;
  /** Asks for a fresh address and opens it; the credential goes to the provider's own hosts only. The caller bounds size and time. */
  download(channel: ConnectedChannel, mediaId: string, signal: AbortSignal): Promise<MediaDownload>;
}

/** One listed template, as the provider gives it. */
export interface ProviderTemplate {
  externalId: string | null;
  name: string;
  language: string;
  status: string;
  category: string;
  previousCategory: string | null;
  quality: string;
  parameterFormat: string;
  rejectedReason: string | null;
  components: unknown[];
}
/** Templates at the provider. Throws only ChannelError. */
export interface TemplateProvider {
  /** @param after cursor of the page before, null for the first */
  listPage(channel: ConnectedChannel, after: string | null): Promise<{ items: ProviderTemplate[]; after: string | null }>;
  create(channel: ConnectedChannel, template: { name: string; language: string; category: string; parameterFormat: string; components: unknown[] }): Promise<{ externalId: string; status: string; category: string }>;
  edit(channel: ConnectedChannel, externalId: string, change: { category?: string; components: unknown[] }): Promise<void>;
  /** externalId null deletes every language of the name. */
  remove(channel: ConnectedChannel, name: string, externalId: string | null): Promise<void>;
  /** Uploads an example file of a header. @returns its handle */
  uploadSample(channel: ConnectedChannel, appId: string, file: MediaUpload): Promise<string>;
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
  /** What the provider would refuse, with the fields of SendMessageRequest; empty when it may be queued. Templates are checked where they are filled in. */
  checkContent(draft: ContentDraft): FieldError[];
  send(channel: ConnectedChannel, message: OutboundMessage): Promise<SendReceipt>;
  /** Tells the provider that a message and all before it were read. */
  markRead(channel: ConnectedChannel, externalId: string): Promise<{ httpStatus: number; tookMs: number }>;
  /** Live checks with words and fixes. Never throws for what a check found. */
  testConnection(credentials: Credentials): Promise<ConnectionTest>;
  /** Subscribes our app to the account's webhooks (WhatsApp: POST subscribed_apps). */
  subscribe(channel: ConnectedChannel): Promise<void>;
  /** Messages per second that the provider allows on this channel, from its own answer. */
  throughput(channel: ConnectedChannel): Promise<number>;
  /** Shows the customer for up to 25 s that somebody types; WhatsApp also marks the chat as read by it. Null: not possible. */
  readonly sendTyping: ((channel: ConnectedChannel, externalId: string) => Promise<void>) | null;
  readonly media: MediaProvider | null;
  readonly templates: TemplateProvider | null;
}

/** Turns one stored delivery into events. Never throws: what it does not understand comes back as other or malformed. */
export interface InboundParser {
  parse(body: Buffer): { ok: true; events: InboundEvent[] } | { ok: false; reason: string };
}

export type ChannelDrivers = Readonly<Record<ChannelKind, ChannelDriver | null>>;
