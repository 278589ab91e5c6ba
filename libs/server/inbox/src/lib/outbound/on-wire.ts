import type { ChannelDriver, ConnectedChannel, OutboundMessage } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { LockedConversation } from '../conversations/conversation-lock';
import { attemptToken } from './attempt-token';
import type { HeadRefusal } from './head-rules';
import type { LaneLease } from './lane';
import type { Head } from './lane-heads';
import { refreshMessages } from './refresh-messages';
import { fitText } from './text-fit';

/** A message that may go to the wire now. Its attempt is stored. */
export interface PreparedSend extends LaneLease {
  attemptId: string;
  messageId: string;
  workspaceId: string;
  channelId: string;
  driver: ChannelDriver;
  channel: ConnectedChannel;
  message: OutboundMessage;
}

/** A head with its conversation, both locked. */
export interface LaneHead {
  conversation: LockedConversation;
  head: Head;
}

export async function insertOnWire(tx: EntityManager, sends: readonly PreparedSend[], heads: ReadonlyMap<string, Head>): Promise<void> {
  if (!sends.length) return;
  const now = new Date();
  const rows = [...sends]
    .sort((a, b) => (a.attemptId < b.attemptId ? -1 : 1))
    .map((send) => [idToBytes(send.attemptId), idToBytes(send.workspaceId), idToBytes(send.channelId), idToBytes(send.conversationId), idToBytes(send.messageId), heads.get(send.conversationId)?.attemptNo, send.message.token, 'on_wire', send.fence, now]);
  await tx.query('INSERT INTO send_attempt (id, workspace_id, channel_id, conversation_id, message_id, no, token, phase, fence, started_at) VALUES ?', [rows]);
  await tx.query("UPDATE message SET delivery_status = 'sending', next_at = NULL WHERE id IN (?)", [sends.map(({ messageId }) => idToBytes(messageId))]);
}

/** Heads that may not go any more: each fails with an attempt that says why, and nothing is sent. */
export async function refuseHeads(tx: EntityManager, refused: readonly (LaneHead & { fence: number; refusal: HeadRefusal })[]): Promise<void> {
  if (!refused.length) return;
  const now = new Date();
  await tx.query('INSERT INTO send_attempt (id, workspace_id, channel_id, conversation_id, message_id, no, token, phase, fence, started_at, ended_at, failed_at, error_code, error_title, error_detail) VALUES ?', [
    refused.map(({ conversation, head, fence, refusal }) => [idToBytes(newId()), idToBytes(conversation.workspaceId), idToBytes(conversation.channelId), idToBytes(conversation.id), idToBytes(head.id), head.attemptNo, attemptToken(), 'rejected', fence, now, now, now, refusal.code, fitText(refusal.title, 255), fitText(refusal.detail, 1000)]),
  ]);
  await refreshMessages(tx, refused.map(({ head }) => head.id));
}
