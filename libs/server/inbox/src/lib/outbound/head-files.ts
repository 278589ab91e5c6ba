import type { ChannelDriver, ConnectedChannel } from '@mailtrixy/server/channels';
import type { EntityManager } from 'typeorm';
import type { LaneLease } from './lane';
import type { LaneHead } from './on-wire';
import { sendableFiles } from './outbound-attachments';
import { filesOf, type SendableFile } from './outgoing-content';

/** A head whose files the provider does not hold yet. Its lane stays leased while they are uploaded. */
export interface PendingUpload extends LaneLease {
  messageId: string;
  attemptNo: number;
  workspaceId: string;
  channelId: string;
  driver: ChannelDriver;
  channel: ConnectedChannel;
  attachmentIds: string[];
}

export interface HeadFiles {
  /** The provider's ids of all files of these heads, by our ids. */
  known: ReadonlyMap<string, SendableFile>;
  /** Our ids of files to upload first, by conversation. */
  missing: ReadonlyMap<string, string[]>;
}

/** Which files of a channel's heads can be named in a send, and which must be uploaded first. */
export async function readHeadFiles(tx: EntityManager, channelId: string, heads: readonly LaneHead[]): Promise<HeadFiles> {
  const needs = heads.map(({ conversation, head }) => ({ conversationId: conversation.id, ids: filesOf(head.outgoing) })).filter(({ ids }) => ids.length);
  const known = await sendableFiles(tx, channelId, [...new Set(needs.flatMap(({ ids }) => ids))]);
  const missing = needs.map(({ conversationId, ids }) => [conversationId, ids.filter((id) => !known.has(id))] as const).filter(([, ids]) => ids.length);
  return { known, missing: new Map(missing) };
}
