import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';

/** Rises with every change that a search could notice. 0: nothing was ever written. */
export async function knowledgeRevision(manager: EntityManager, workspaceId: string): Promise<number> {
  const [row]: { revision: number }[] = await manager.query('SELECT revision FROM knowledge_revision WHERE workspace_id = ?', [idToBytes(workspaceId)]);
  return Number(row?.revision ?? 0);
}
