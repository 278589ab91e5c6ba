import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { EntityManager } from 'typeorm';

type Db = Pick<EntityManager, 'query'>;

/** Channels of one WhatsApp account in one workspace: they share its templates. The preferred one first, then those that are active. */
export async function channelsOfAccount(db: Db, workspaceId: string, wabaId: string, preferred: string | null = null): Promise<{ id: string; active: boolean }[]> {
  const rows: { id: Buffer; status: string }[] = await db.query('SELECT id, status FROM channel WHERE workspace_id = ? AND waba_id = ? ORDER BY created_at', [idToBytes(workspaceId), wabaId]);
  const rank = ({ id, active }: { id: string; active: boolean }) => (active ? 0 : 2) + (id === preferred ? 0 : 1);
  return rows.map(({ id, status }) => ({ id: bytesToId(id), active: status === 'active' })).sort((a, b) => rank(a) - rank(b));
}

/** Tells every page that shows templates of this account to read them again. Ring the outbox after the commit. */
export async function announceTemplates(tx: EntityManager, workspaceId: string, wabaId: string): Promise<void> {
  const channels = await channelsOfAccount(tx, workspaceId, wabaId);
  await appendOutbox(tx, channels.map(({ id }) => ({ workspaceId, topic: 'template.updated' as const, channelId: id })));
}
