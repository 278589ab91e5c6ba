import type { Attachment } from './attachments';
import type { DeliveryError, DeliveryStatus, SendAttemptInfo } from './delivery';
import type { ContactCard, MessageContent, OutboundInteractive, Reaction, Referral } from './message-content';
import type { TemplateChoice } from './templates';

export const MESSAGE_DIRECTIONS = ['in', 'out', 'note', 'system'] as const;
export type MessageDirection = (typeof MESSAGE_DIRECTIONS)[number];

/** WhatsApp's limit for a text, in characters (code points). */
export const WHATSAPP_TEXT_MAX = 4096;
export const NOTE_MAX = 10_000;

/** The rule of the 24-hour window closes this much early, so that a message in our queue still gets through. */
export const REPLY_WINDOW_SAFETY_MS = 120_000;

export interface QuotedMessage {
  id: string | null;
  seq: number | null;
  author: string;
  text: string;
  /** The quoted message's type, for "Photo" and the like. */
  type: string;
  /** Small picture of quoted media; relative, short-lived. */
  previewAddress: string | null;
}

export interface Message {
  id: string;
  conversationId: string;
  /** Order in the thread; given under the conversation's row lock, never reused. */
  seq: number;
  version: number;
  direction: MessageDirection;
  /** text, or Meta's type name of a kind shown as a stub; for system messages the event's name. */
  type: string;
  /** 'bubble' is drawn by its type; 'stub' is a readable line for a kind that this version cannot show. */
  display: 'bubble' | 'stub';
  body: string | null;
  /** Facts of system messages and stubs, e.g. {event:'resolved'} or {metaType:'order', raw}. */
  payload: Record<string, unknown> | null;
  content: MessageContent | null;
  attachment: Attachment | null;
  reactions: Reaction[];
  referral: Referral | null;
  forwarded: 'no' | 'once' | 'often';
  editedAt: string | null;
  /** The customer took it back; body and file are then null (admins find the copy in Info). */
  revokedAt: string | null;
  /** Who wrote an outbound one; phone: sent from the WhatsApp Business app or by Meta's agent. */
  authorKind: 'contact' | 'user' | 'phone' | 'rule' | 'ai' | 'system';
  authorId: string | null;
  authorName: string | null;
  clientId: string | null;
  quoted: QuotedMessage | null;
  deliveryStatus: DeliveryStatus | null;
  sentAt: string | null;
  deliveredAt: string | null;
  openedAt: string | null;
  failedAt: string | null;
  deliveryError: DeliveryError | null;
  /** Next automatic try of a throttled or unsent message, e.g. "2 of 5". */
  retry: { at: string; attempt: number } | null;
  attemptNo: number;
  /** Meta's time of the message, or ours for outbound. */
  at: string;
  receivedAt: string | null;
}

export interface MessagePage {
  items: Message[];
  hasOlder: boolean;
  hasNewer: boolean;
  syncCursor: string;
}

export const SENDABLE_TYPES = ['text', 'media', 'location', 'contacts', 'interactive', 'template'] as const;
export type SendableType = (typeof SENDABLE_TYPES)[number];

export interface OutboundLocation {
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
}

export interface SendMessageRequest {
  /** UUID made by the browser; the same id with the same content gives the same message back. */
  clientId: string;
  kind: 'reply' | 'note';
  type: SendableType;
  /** The text, the caption of media, or the text of an interactive message; '' where there is none. */
  body: string;
  replyToMessageId?: string;
  /** type text: null or absent lets the first link decide. */
  previewUrl?: boolean;
  /** type media: an uploaded file. */
  attachmentId?: string;
  location?: OutboundLocation;
  contacts?: ContactCard[];
  interactive?: OutboundInteractive;
  template?: TemplateChoice;
}

/** PUT /api/messages/:id/reaction; emoji null takes it back. Answers the message reacted to. */
export interface SetReactionRequest {
  emoji: string | null;
}
export interface RetryMessageRequest {
  clientId: string;
}
export interface MessageInfo {
  message: Message;
  attempts: SendAttemptInfo[];
  externalId: string | null;
  /** What it said before it was edited or taken back, the first text first. Admins only; empty for everybody else and for unchanged messages. */
  versions: MessageVersion[];
}
export interface MessageVersion {
  kind: 'original' | 'edit' | 'revoke';
  body: string | null;
  /** Of the original: what it held beside its text. */
  content: MessageContent | null;
  at: string;
}
