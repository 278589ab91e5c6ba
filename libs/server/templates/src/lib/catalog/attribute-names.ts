import { idToBytes } from '@mailtrixy/server/platform/database';
import { isAttributeName } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { parsedJson } from './stored-template';

const NAMES_MAX = 100;
/** Contacts looked at, the last changed first: enough to know a workspace's names, few enough for every opening of the picker. */
const CONTACTS_MAX = 500;

/** Names of attributes that contacts of this workspace have, by name; with too many, those in use last. */
export async function attributeNames(db: Pick<EntityManager, 'query'>, workspaceId: string): Promise<string[]> {
  const rows: { attributes: unknown }[] = await db.query(`SELECT attributes FROM contact WHERE workspace_id = ? AND attributes_at IS NOT NULL ORDER BY attributes_at DESC LIMIT ${CONTACTS_MAX}`, [idToBytes(workspaceId)]);
  const names = new Set<string>();
  for (const { attributes } of rows) for (const name of Object.keys(parsedJson(attributes) ?? {})) if (isAttributeName(name) && names.size < NAMES_MAX) names.add(name);
  return [...names].sort();
}
