import { idToBytes } from '@mailtrixy/server/platform/database';
import type { ProviderTemplate } from '@mailtrixy/server/channels';
import type { EntityManager } from 'typeorm';
import { parsedJson } from '../catalog/stored-template';
import type { SyncLease } from './sync-rows';

type Db = Pick<EntityManager, 'query'>;

const ROWS_PER_INSERT = 50;

/** A row that our columns cannot hold belongs to no template that could be sent; it must not stop its neighbours. */
export function isStorable({ name, language }: ProviderTemplate): boolean {
  return /^[\x21-\x7e]{1,512}$/.test(name) && /^[\w-]{1,16}$/.test(language);
}

/** One page. A template that moved to the next page while we read is stored once. */
export async function stage(db: Db, lease: SyncLease, items: readonly ProviderTemplate[]): Promise<void> {
  const byKey = new Map(items.map((item) => [`${item.name}|${item.language}`, item]));
  const rows = [...byKey.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => [idToBytes(lease.workspaceId), lease.wabaId, lease.fence, item.name, item.language, JSON.stringify(item)]);
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    await db.query('INSERT INTO template_staging (workspace_id, waba_id, fence, name, language, item) VALUES ? ON DUPLICATE KEY UPDATE item = VALUES(item)', [rows.slice(at, at + ROWS_PER_INSERT)]);
  }
}

export async function staged(db: Db, lease: SyncLease): Promise<ProviderTemplate[]> {
  const rows: { item: unknown }[] = await db.query('SELECT item FROM template_staging WHERE workspace_id = ? AND waba_id = ? AND fence = ? ORDER BY name, language', [idToBytes(lease.workspaceId), lease.wabaId, lease.fence]);
  return rows.map(({ item }) => parsedJson(item) as ProviderTemplate);
}

export async function clearStaging(db: Db, lease: SyncLease): Promise<void> {
  await db.query('DELETE FROM template_staging WHERE workspace_id = ? AND waba_id = ? AND fence <= ?', [idToBytes(lease.workspaceId), lease.wabaId, lease.fence]);
}
