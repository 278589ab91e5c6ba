import { bytesToId, idSql, idToBytes, listSql } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { addIdentities, addUsernames, findFormerOwners, findOpaqueIds, findOwners, findVariants, releaseIdentities } from './identity-store';
import { linkSightings, type LinkPlan, type OpaqueId } from './link-sightings';
import { mergeContacts } from './merge-contacts';
import { readdressConversations } from './readdress-conversations';
import { identityKey, uniqueIdentities, type Sighting } from './sighting';

/** Each round is lost only to somebody who committed meanwhile; more than this is a bug. */
const ROUNDS_MAX = 12;

/**
 * Finds or makes the contact of every sighting, by the surest address that is known; addresses that were missing are
 * filled in, contacts that turn out to be one person are merged. Ends holding the lock of every contact, in one order,
 * so that nobody else handles the same person's messages meanwhile.
 * @returns a contact id per sighting; null for an unknown person that must not be made
 */
export async function resolveContacts(tx: EntityManager, sightings: readonly Sighting[]): Promise<(string | null)[]> {
  const made = new Map<string, string>();
  const locked = new Map<string, LockedContact>();
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const plan = await planLinks(tx, sightings, made);
    for (const [id, workspaceId] of plan.made) made.set(id, workspaceId);
    const heavy = plan.merges.length > 0 || plan.releases.length > 0;
    // What decides about merging must not change meanwhile: lock first, then look again.
    if (heavy && (await lockContacts(tx, participants(plan, made), locked))) continue;
    await releaseIdentities(tx, plan.releases);
    if (plan.missing.size && !(await addIdentities(tx, plan.missing))) continue;
    const present = plan.contactIds.filter((id): id is string => id !== null);
    await lockContacts(tx, present.filter((id) => !made.has(id)), locked);
    // Merged into another one by somebody who was faster: its addresses are there now.
    if (present.some((id) => locked.get(id)?.mergedInto)) continue;
    await settle(tx, sightings, plan, made, locked);
    return plan.contactIds;
  }
  throw new Error('The contacts of a delivery did not come to rest.');
}

interface LockedContact {
  workspaceId: Buffer;
  profileName: string | null;
  mergedInto: Buffer | null;
}

async function planLinks(tx: EntityManager, sightings: readonly Sighting[], made: ReadonlyMap<string, string>): Promise<LinkPlan> {
  let owners = await findOwners(tx, sightings);
  const variants = sightings.some((sighting) => uniqueIdentities(sighting).some((identity) => !owners.has(identityKey(sighting.workspaceId, identity)))) ? await findVariants(tx, sightings, owners) : new Map<string, string[]>();
  // Waiting for a number's claim may have shown rows that were not there before.
  if (variants.size) owners = await findOwners(tx, sightings);
  // After the owners: a move that is stored in between then shows here.
  const former = await findFormerOwners(tx, sightings, owners);
  const opaque = new Map<string, OpaqueId[]>();
  for (;;) {
    const plan = linkSightings(sightings, { owners, variants, opaque, former, made: new Set(made.keys()) });
    if (!plan.unclear.size) return plan;
    for (const [id, ids] of await findOpaqueIds(tx, new Set(sightings.map(({ workspaceId }) => workspaceId)), plan.unclear)) opaque.set(id, ids);
  }
}

function participants(plan: LinkPlan, made: ReadonlyMap<string, string>): string[] {
  return [...plan.merges.flatMap(({ keptId, mergedId }) => [keptId, mergedId]), ...plan.releases.map(({ contactId }) => contactId)].filter((id) => !made.has(id));
}

/** @returns true when some were not locked before */
async function lockContacts(tx: EntityManager, contactIds: readonly string[], locked: Map<string, LockedContact>): Promise<boolean> {
  const ids = [...new Set(contactIds)].filter((id) => !locked.has(id)).sort();
  if (!ids.length) return false;
  const rows: { id: Buffer; workspaceId: Buffer; profileName: string | null; mergedInto: Buffer | null }[] = await tx.query(`SELECT id, workspace_id AS workspaceId, profile_name AS profileName, merged_into AS mergedInto FROM contact WHERE id IN (${listSql(ids.map(idSql))}) ORDER BY id FOR UPDATE`);
  for (const { id, ...row } of rows) locked.set(bytesToId(id), row);
  return true;
}

async function settle(tx: EntityManager, sightings: readonly Sighting[], plan: LinkPlan, made: ReadonlyMap<string, string>, locked: ReadonlyMap<string, LockedContact>): Promise<void> {
  for (const [id, root] of plan.aliases) await tx.query('UPDATE contact_identity SET contact_id = ? WHERE workspace_id = ? AND contact_id = ?', [idToBytes(root), idToBytes(made.get(id) ?? ''), idToBytes(id)]);
  const names = lastNames(sightings, plan.contactIds);
  const fresh = [...new Set(plan.contactIds)].filter((id): id is string => id !== null && made.has(id)).sort();
  if (fresh.length) await tx.query('INSERT INTO contact (id, workspace_id, profile_name) VALUES ?', [fresh.map((id) => [idToBytes(id), idToBytes(made.get(id) ?? ''), names.get(id) ?? null])]);
  await readdressConversations(tx, plan.releases);
  for (const { workspaceId, keptId, mergedId } of plan.merges) await mergeContacts(tx, workspaceId, keptId, mergedId, null);
  await rename(tx, names, locked);
  await addUsernames(tx, sightings, plan.contactIds);
}

/** A person may have changed the name since; the newest that a delivery told counts. */
async function rename(tx: EntityManager, names: ReadonlyMap<string, string>, locked: ReadonlyMap<string, LockedContact>): Promise<void> {
  const renamed = [...names].flatMap(([id, told]) => {
    const contact = locked.get(id);
    return contact && contact.profileName !== told ? [[idToBytes(id), contact.workspaceId, told]] : [];
  });
  if (renamed.length) await tx.query('INSERT INTO contact (id, workspace_id, profile_name) VALUES ? ON DUPLICATE KEY UPDATE profile_name = VALUES(profile_name), version = version + 1, updated_at = NOW(3)', [renamed]);
}

function lastNames(sightings: readonly Sighting[], contactIds: readonly (string | null)[]): Map<string, string> {
  const names = new Map<string, string>();
  sightings.forEach(({ profileName }, index) => {
    const id = contactIds[index];
    if (profileName && id) names.set(id, profileName);
  });
  return names;
}
