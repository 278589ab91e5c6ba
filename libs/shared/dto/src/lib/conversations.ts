import type { ChannelKind, ChannelMode } from './channels';
import type { ContactAttributes } from './contact-attributes';
import type { DeliveryStatus } from './delivery';
import type { LabelRef } from './labels';

export const CONVERSATION_STATUSES = ['open', 'pending', 'snoozed', 'resolved'] as const;
export type ConversationStatus = (typeof CONVERSATION_STATUSES)[number];

export const CONVERSATION_VIEWS = ['mine', 'unassigned', 'all', 'failed', 'snoozed', 'resolved'] as const;
export type ConversationView = (typeof CONVERSATION_VIEWS)[number];

export const RESPONDERS = ['human', 'ai', 'rule', 'none'] as const;
export type Responder = (typeof RESPONDERS)[number];

/** What the AI last did in a conversation that still stands: a draft waits for a person, it answered by itself, it handed over. */
export const AI_STATES = ['draft', 'sent', 'handed_over'] as const;
export type AiState = (typeof AI_STATES)[number];

/** Kinds of opaque addresses a contact may have. Never parsed in the inbox. */
export const IDENTITY_KINDS = ['phone', 'wa_id', 'bsuid', 'username', 'email'] as const;
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

export interface ContactIdentityRef {
  kind: IdentityKind;
  value: string;
}

export interface ContactRef {
  id: string;
  /** Saved name, profile name, @username, phone, or "WhatsApp user ·…1918": the server chooses, never empty. */
  displayName: string;
  savedName: string | null;
  profileName: string | null;
  identities: ContactIdentityRef[];
  /** Stopped marketing messages, by WhatsApp's own switch or in words. */
  optedOutAt: string | null;
  attributes: ContactAttributes;
}

/** A row of the conversation list. */
export interface ConversationRow {
  id: string;
  version: number;
  channelId: string;
  channelKind: ChannelKind;
  channelMode: ChannelMode;
  contactId: string;
  contactName: string;
  status: ConversationStatus;
  assigneeId: string | null;
  lastMessageAt: string;
  preview: {
    text: string;
    direction: 'in' | 'out' | 'note' | 'system';
    type: string;
    authorId: string | null;
    /** Ours, and written by a rule or the AI. */
    author?: 'rule' | 'ai';
    deliveryStatus: DeliveryStatus | null;
    opened: boolean;
  };
  unreadCount: number;
  /** A message in it failed and nobody has dealt with it. */
  failed: boolean;
  /** Null: the AI did nothing here, or a person has answered since. */
  aiState: AiState | null;
  windowExpiresAt: string | null;
  labels: LabelRef[];
  snoozedUntil: string | null;
}

export interface ConversationDetail extends ConversationRow {
  contact: ContactRef;
  /** The address Meta last gave us, to which we send. */
  address: string;
  addressKind: IdentityKind;
  /** Free entry point: every message is free until then (META-CLOUD-API §15); null outside. */
  freeUntil: string | null;
  /** Meta's own AI agent owns the thread; sending takes control. */
  heldByMetaAgent: boolean;
  responder: Responder;
  responderVersion: number;
  lastSeq: number;
  createdAt: string;
  resolvedAt: string | null;
  earlier: { id: string; status: ConversationStatus; lastMessageAt: string }[];
  /** Seq of the first unread inbound message when opened; null when all is read. */
  firstUnreadSeq: number | null;
  /** Why the last mark-as-read did not reach WhatsApp, in plain words; null when it did. */
  readReceiptProblem: string | null;
}

export interface ConversationCounts {
  mine: number;
  unassigned: number;
  all: number;
  failed: number;
  snoozed: number;
  /** Open conversations with unread messages that concern this user (mine and unassigned). */
  unread: number;
}

/** GET /api/conversations: `syncCursor` was read before the rows; frames with a higher seq may be applied on top. */
export interface ConversationPage {
  items: ConversationRow[];
  nextCursor: string | null;
  syncCursor: string;
}

export interface SetConversationStatusRequest {
  status: 'open' | 'resolved';
}
export interface AssignConversationRequest {
  assigneeId: string | null;
}
export interface MarkReadRequest {
  upToSeq: number;
}
export interface DraftBody {
  kind: 'reply' | 'note';
  body: string;
}
export interface Drafts {
  reply: string;
  note: string;
}
