import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';

/** A member's last request is noted at most once a minute. */
const ONLINE_MINUTES = 5;

/** Whether somebody who may answer has used MailTrixy just now. An open tab alone does not count. */
export async function anybodyOnline(manager: EntityManager, workspaceId: string): Promise<boolean> {
  const found: unknown[] = await manager.query(`SELECT 1 FROM membership WHERE workspace_id = ? AND disabled_at IS NULL AND role <> 'viewer' AND last_seen_at > NOW(3) - INTERVAL ${ONLINE_MINUTES} MINUTE LIMIT 1`, [idToBytes(workspaceId)]);
  return found.length > 0;
}
