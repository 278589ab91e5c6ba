import { idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { AiState } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import type { LockedConversation } from './conversation-lock';

/**
 * What the list says of the AI in this conversation. A person's answer, from here or from the phone, and resolving clear it
 * with their own change. The caller holds the lock and rings the outbox after its commit.
 */
export async function setAiState(tx: EntityManager, { id, workspaceId, channelId }: LockedConversation, state: AiState | null): Promise<void> {
  const { affectedRows }: { affectedRows: number } = await tx.query('UPDATE conversation SET ai_state = ?, version = version + 1 WHERE id = ? AND NOT (ai_state <=> ?)', [state, idToBytes(id), state]);
  if (affectedRows) await appendOutbox(tx, [{ workspaceId, topic: 'conversation.updated', channelId, conversationId: id, entityId: id }]);
}
