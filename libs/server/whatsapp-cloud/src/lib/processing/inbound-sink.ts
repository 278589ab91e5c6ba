import type { EntityManager } from 'typeorm';
import type { InboundChange, InboundMessage, InboundNotice, InboundStatus } from '@mailtrixy/server/channels';

/** Injection token of InboundSink; the worker binds it to the inbox. */
export const INBOUND_SINK = Symbol('InboundSink');

export interface MessageArrival {
  workspaceId: string;
  channelId: string;
  receivedAt: Date;
  message: InboundMessage;
}

export interface StatusArrival {
  workspaceId: string;
  channelId: string;
  receivedAt: Date;
  status: InboundStatus;
}

export interface ChangeArrival {
  workspaceId: string;
  channelId: string;
  receivedAt: Date;
  change: InboundChange;
}

/** A notice is delivered to every channel of the account that it concerns. */
export interface NoticeArrival {
  workspaceId: string;
  channelId: string;
  wabaId: string | null;
  receivedAt: Date;
  notice: InboundNotice;
}

/** Where parsed items go. This lib knows Meta's JSON and the deliveries, not conversations. Both run in the caller's transaction and repeat safely. */
export interface InboundSink {
  storeMessages(tx: EntityManager, arrivals: readonly MessageArrival[]): Promise<readonly { conversationId: string | null; messageId: string | null }[]>;
  storeStatuses(tx: EntityManager, statuses: readonly StatusArrival[]): Promise<void>;
  /** Reactions, edits, take-backs, preferences: after the messages, in the same order. Lock order: contact, conversation, message. */
  storeChanges(tx: EntityManager, changes: readonly ChangeArrival[]): Promise<void>;
  /** Templates, numbers, accounts. */
  storeNotices(tx: EntityManager, notices: readonly NoticeArrival[]): Promise<void>;
}
