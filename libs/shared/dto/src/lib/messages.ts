import type { DeliveryError, DeliveryStatus, SendAttemptInfo } from './delivery';

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
  /** Facts of system messages and stubs, e.g. {event:'resolved'} or {metaType:'order'}. */
  payload: Record<string, unknown> | null;
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

export interface SendMessageRequest {
  /** UUID made by the browser; the same id with the same body gives the same message back. */
  clientId: string;
  kind: 'reply' | 'note';
  type: 'text';
  body: string;
  replyToMessageId?: string;
}
export interface RetryMessageRequest {
  clientId: string;
}
export interface MessageInfo {
  message: Message;
  attempts: SendAttemptInfo[];
  externalId: string | null;
}
