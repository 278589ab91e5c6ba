import type { ChannelRef } from './channels';
import type { ConversationRow } from './conversations';
import type { Message } from './messages';

/** Topics of outbox events. Unknown topics are ignored by clients. */
export const OUTBOX_TOPICS = [
  'message.received',
  'message.created',
  'message.updated',
  'conversation.updated',
  'channel.updated',
  'log.created',
  'member.updated',
  'template.updated',
  'notice.created',
] as const;
export type OutboxTopic = (typeof OUTBOX_TOPICS)[number];

/** One socket frame ("frame" event). Idempotent: apply only when its version is higher than what the client holds. */
export interface RealtimeFrame {
  /** Decimal string; the sync cursor after this frame. */
  seq: string;
  topic: OutboxTopic;
  conversation?: ConversationRow;
  message?: Message;
  channel?: ChannelRef;
  log?: { id: string; channelId: string };
  /** Templates of this channel changed: read the list again. */
  templates?: { channelId: string };
  notice?: { id: string; channelId: string };
}

/** GET /api/sync?after=: everything that changed since a cursor, as visible now. */
export interface SyncResponse {
  cursor: string;
  /** Call again with `cursor` when true. */
  more: boolean;
  conversations: ConversationRow[];
  messages: Message[];
  channels: ChannelRef[];
  /** Ids that changed and are no longer visible to this user. */
  gone: string[];
}

export interface PresenceFrame {
  conversationId: string;
  viewers: { userId: string; name: string; replying: boolean }[];
}
