import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { EntityManager } from 'typeorm';

/** Browsers read what the AI does in this conversation again. Ring the outbox after the commit. */
export async function announceConversation(tx: EntityManager, place: { workspaceId: string; channelId: string; conversationId: string }): Promise<void> {
  await appendOutbox(tx, [{ workspaceId: place.workspaceId, topic: 'ai.updated', channelId: place.channelId, conversationId: place.conversationId, entityId: place.conversationId }]);
}

/** Settings, replays or the exam changed. */
export async function announceWorkspace(tx: EntityManager, workspaceId: string): Promise<void> {
  await appendOutbox(tx, [{ workspaceId, topic: 'ai.updated', entityId: null }]);
}
