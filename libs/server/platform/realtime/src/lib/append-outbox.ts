import type { EntityManager } from 'typeorm';
import { idSql, rowsSql, textSql } from '@mailtrixy/server/platform/database';
import type { OutboxTopic } from '@mailtrixy/shared/dto';

/** A change that readers of the outbox learn of. Ids only: a reader loads the rows as they are when it reads. */
export interface OutboxEntry {
  workspaceId: string;
  topic: OutboxTopic;
  channelId?: string | null;
  conversationId?: string | null;
  /** The message, log row or member that changed. */
  entityId?: string | null;
  payload?: Record<string, unknown> | null;
}

/** Writes in the caller's transaction; the rows get their `seq` after the commit. Ring the outbox after the commit. */
export async function appendOutbox(tx: EntityManager, entries: readonly OutboxEntry[]): Promise<void> {
  if (!entries.length) return;
  const rows = entries.map((entry) => [idSql(entry.workspaceId), textSql(entry.topic), idSql(entry.channelId), idSql(entry.conversationId), idSql(entry.entityId), textSql(entry.payload ? JSON.stringify(entry.payload) : null)]);
  await tx.query(`INSERT INTO outbox_event (workspace_id, topic, channel_id, conversation_id, entity_id, payload) VALUES ${rowsSql(rows)}`);
}
