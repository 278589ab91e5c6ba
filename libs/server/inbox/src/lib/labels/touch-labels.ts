import { idSql, listSql } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';

/**
 * conversation_label keeps a copy of when its conversation was last talked in, so that the list of one label is a walk
 * through an index. Most conversations have no label: then it is one look per conversation at the beginning of a key.
 */
export async function touchLabels(tx: EntityManager, conversationIds: readonly string[]): Promise<void> {
  if (!conversationIds.length) return;
  await tx.query(`UPDATE conversation_label j JOIN conversation c ON c.id = j.conversation_id SET j.last_message_at = c.last_message_at WHERE j.conversation_id IN (${listSql([...conversationIds].sort().map(idSql))})`);
}
