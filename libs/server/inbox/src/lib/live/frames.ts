import { Inject, Injectable } from '@nestjs/common';
import { CHANNEL_ACCESS, type ChannelAccess } from '@mailtrixy/server/channels';
import type { OutboxRow } from '@mailtrixy/server/platform/realtime';
import type { ChannelRef, ConversationRow, Message, RealtimeFrame } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { loadConversationRows } from '../conversations/conversation-rows';
import { loadMessages } from '../messages/message-rows';

/** Rows that outbox rows speak of, as they are now. */
interface Loaded {
  conversations: Map<string, ConversationRow>;
  messages: Map<string, Message>;
  channels: Map<string, ChannelRef>;
}

/** Turns outbox rows of one workspace into socket frames. */
@Injectable()
export class Frames {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CHANNEL_ACCESS) private readonly channels: ChannelAccess,
  ) {}

  /** Several rows about one thing become one frame with the newest number: it carries the thing as it is now. */
  async of(workspaceId: string, rows: readonly OutboxRow[]): Promise<RealtimeFrame[]> {
    const newest = newestPerThing(rows);
    const loaded = await this.load(workspaceId, newest);
    return newest.map((row, index) => frameOf(row, cursorAfter(row, newest[index + 1]), loaded));
  }

  async load(workspaceId: string, rows: readonly OutboxRow[]): Promise<Loaded> {
    const { manager } = this.dataSource;
    const wantsChannels = rows.some(({ topic }) => topic === 'channel.updated');
    const [conversations, messages, channels] = await Promise.all([
      loadConversationRows(manager, workspaceId, present(rows.map(({ conversationId }) => conversationId))),
      loadMessages(manager, workspaceId, present(rows.map(messageOf))),
      wantsChannels ? this.channels.refs(workspaceId) : Promise.resolve([]),
    ]);
    return { conversations, messages, channels: new Map(channels.map((channel) => [channel.id, channel])) };
  }
}

/** The message that a row speaks of. One that cannot be loaded is gone: an echo that was our own message. */
export function messageOf({ topic, entityId }: OutboxRow): string | null {
  return topic.startsWith('message.') ? entityId : null;
}

function newestPerThing(rows: readonly OutboxRow[]): OutboxRow[] {
  const newest = new Map<string, OutboxRow>();
  for (const row of rows) {
    // A message's arrival is told as such, though its status may change within the same batch.
    const kind = row.topic === 'message.received' ? row.topic : row.topic.split('.')[0];
    const key = `${kind}/${row.entityId ?? row.conversationId ?? row.channelId}`;
    newest.delete(key);
    newest.set(key, row);
  }
  return [...newest.values()].sort((a, b) => a.seq - b.seq);
}

/** Until the last frame of a number has come, the cursor stays below it: a socket that breaks in between asks for all of them again. */
function cursorAfter(row: OutboxRow, next: OutboxRow | undefined): string {
  return String(next?.seq === row.seq ? row.seq - 1 : row.seq);
}

function frameOf(row: OutboxRow, seq: string, { conversations, messages, channels }: Loaded): RealtimeFrame {
  const conversation = row.conversationId ? conversations.get(row.conversationId) : undefined;
  const messageId = messageOf(row);
  const message = messageId ? messages.get(messageId) : undefined;
  const channel = row.topic === 'channel.updated' && row.channelId ? channels.get(row.channelId) : undefined;
  return {
    seq,
    topic: row.topic,
    ...(conversation ? { conversation } : {}),
    ...(message ? { message } : {}),
    ...(messageId && !message ? { gone: [messageId] } : {}),
    ...(channel ? { channel } : {}),
    ...(row.topic === 'template.updated' && row.channelId ? { templates: { channelId: row.channelId } } : {}),
    ...(row.topic === 'notice.created' && row.channelId && row.entityId ? { notice: { id: row.entityId, channelId: row.channelId } } : {}),
    ...(row.topic === 'knowledge.updated' ? { knowledge: { documentId: row.entityId } } : {}),
    ...(row.topic === 'ai.updated' ? { ai: { conversationId: row.conversationId } } : {}),
    ...(row.topic === 'log.created' && row.channelId && row.entityId ? { log: { id: row.entityId, channelId: row.channelId } } : {}),
  };
}

function present(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id): id is string => id !== null))];
}
