import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { AiReason } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { noteLast } from '../conversation/ai-conversation-rows';
import { announceConversation } from '../rows/announce-ai';
import { silentRun, storeRun } from '../runs/run-rows';

/** A customer's message that automation looks at. */
export interface ArrivedMessage {
  workspaceId: string;
  channelId: string;
  conversationId: string;
  messageId: string;
  seq: number;
}

/** Keeps why nothing was said to a message: once, whatever calls it again. The caller holds the conversation's lock. */
export async function storeSilence(tx: EntityManager, message: ArrivedMessage, reason: AiReason, at: Date): Promise<void> {
  const { workspaceId, conversationId, channelId, messageId, seq } = message;
  const [row]: { body: string | null; contact_id: Buffer }[] = await tx.query('SELECT m.body, c.contact_id FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.id = ? AND m.workspace_id = ?', [idToBytes(messageId), idToBytes(workspaceId)]);
  if (!row) return;
  await storeRun(tx, silentRun({ workspaceId, conversationId, channelId, contactId: bytesToId(row.contact_id), origin: 'message', originKey: `message:${messageId}`, messageSeq: seq, question: row.body ?? '' }, reason, at));
  await noteLast(tx, workspaceId, conversationId, reason, at);
  await announceConversation(tx, message);
}
