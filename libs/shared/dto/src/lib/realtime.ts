import type { AiDraftFrame } from './ai-replies';
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
  'knowledge.updated',
  'ai.draft',
  'ai.updated',
  'rules.updated',
  'labels.updated',
] as const;
export type OutboxTopic = (typeof OUTBOX_TOPICS)[number];

/** One socket frame ("frame" event). Idempotent: apply only when its version is higher than what the client holds. */
export interface RealtimeFrame {
  /** Decimal string; the sync cursor after this frame. */
  seq: string;
  topic: OutboxTopic;
  conversation?: ConversationRow;
  message?: Message;
  /** Ids of messages that are no longer there. */
  gone?: string[];
  channel?: ChannelRef;
  log?: { id: string; channelId: string };
  /** Templates of this channel changed: read the list again. */
  templates?: { channelId: string };
  notice?: { id: string; channelId: string };
  /** A document or website of the Knowledge Base changed; ids null: the list. */
  knowledge?: { documentId: string | null };
  /** topic ai.draft */
  draft?: AiDraftFrame;
  /** What the AI does in this conversation changed (conversationId null: settings): read it again. */
  ai?: { conversationId: string | null };
}

/** GET /api/sync?after=: everything that changed since a cursor, as visible now. */
export interface SyncResponse {
  cursor: string;
  /** Call again with `cursor` when true. */
  more: boolean;
  conversations: ConversationRow[];
  messages: Message[];
  channels: ChannelRef[];
  /** Ids of conversations and messages that changed and are no longer there for this user. */
  gone: string[];
}

export interface PresenceFrame {
  conversationId: string;
  viewers: { userId: string; name: string; replying: boolean }[];
}
