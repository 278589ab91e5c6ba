import type { EntityManager } from 'typeorm';
import type { InboundMessage, InboundStatus } from '@mailtrixy/server/channels';

/** Injection token of InboundSink; the worker binds it to the inbox. */
export const INBOUND_SINK = Symbol('InboundSink');

export interface MessageArrival {
  workspaceId: string;
  channelId: string;
  receivedAt: Date;
  clockOffsetS: number;
  message: InboundMessage;
}

export interface StatusArrival {
  workspaceId: string;
  channelId: string;
  receivedAt: Date;
  status: InboundStatus;
}

/** Where parsed items go. This lib knows Meta's JSON and the deliveries, not conversations. Both run in the caller's transaction and repeat safely. */
export interface InboundSink {
  storeMessages(tx: EntityManager, arrivals: readonly MessageArrival[]): Promise<readonly { conversationId: string | null; messageId: string | null }[]>;
  storeStatuses(tx: EntityManager, statuses: readonly StatusArrival[]): Promise<void>;
}
