import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { newestWords } from './newest-words';
import type { Sighting } from './sighting';

/** A profile name and when the provider told it. */
export interface ToldName {
  name: string;
  at: number;
}

/** A contact as it is stored and locked. */
export interface NamedContact {
  workspaceId: Buffer;
  profileName: string | null;
  profileNameAt: Date | null;
}

/** The newest name of each contact in a batch; of two at one time the later one in it. */
export function newestNames(sightings: readonly Sighting[], contactIds: readonly (string | null)[]): Map<string, ToldName> {
  const names = new Map<string, ToldName>();
  sightings.forEach(({ profileName, at }, index) => {
    const id = contactIds[index];
    if (profileName && id && !((names.get(id)?.at ?? -Infinity) > at)) names.set(id, { name: profileName, at });
  });
  return names;
}

/** A person may have changed the name since; deliveries come in any order, so that the newest by the provider's clock counts. */
export async function renameContacts(tx: EntityManager, names: ReadonlyMap<string, ToldName>, locked: ReadonlyMap<string, NamedContact>): Promise<void> {
  const different = [...names].flatMap(([id, told]) => {
    const contact = locked.get(id);
    return contact && contact.profileName !== told.name && !((contact.profileNameAt?.getTime() ?? -Infinity) > told.at) ? [{ id, contact, ...told }] : [];
  });
  if (!different.length) return;
  // The same name told again is not written again, so that a stored one may be newer than its time.
  const newest = await newestWords(tx, different.map(({ id, contact }) => ({ workspaceId: bytesToId(contact.workspaceId), contactId: id })));
  const renamed = different.filter(({ id, at }) => !((newest.get(id) ?? -Infinity) > at));
  if (!renamed.length) return;
  await tx.query('INSERT INTO contact (id, workspace_id, profile_name, profile_name_at) VALUES ? ON DUPLICATE KEY UPDATE profile_name = VALUES(profile_name), profile_name_at = VALUES(profile_name_at), version = version + 1, updated_at = NOW(3)', [
    renamed.map(({ id, contact, name, at }) => [idToBytes(id), contact.workspaceId, name, new Date(at)]),
  ]);
}
