import type { EntityManager } from 'typeorm';
import type { InboundStatus } from '@mailtrixy/server/channels';

/** Injection token of StatusSink. */
export const STATUS_SINK = Symbol('StatusSink');

export interface ArrivedStatus {
  workspaceId: string;
  channelId: string;
  status: InboundStatus;
  receivedAt: Date;
}

/** Where delivery statuses of our own messages go: stored first, folded afterwards. */
export interface StatusSink {
  /** In the caller's transaction; the same status any number of times changes nothing. */
  store(tx: EntityManager, statuses: readonly ArrivedStatus[]): Promise<void>;
}
