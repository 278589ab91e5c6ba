import { bytesToId, idSql, idToBytes, listSql } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { addFormerIdentities, addIdentities, claimMoves, findFormerOwners, findOpaqueIds, findOwners, findVariants, releaseIdentities } from './identity-store';
import { linkSightings, type LinkPlan, type OpaqueId } from './link-sightings';
import { mergeContacts } from './merge-contacts';
import { newestNames, renameContacts, type NamedContact } from './profile-names';
import { readdressConversations } from './readdress-conversations';
import { identityKey, uniqueIdentities, type Sighting } from './sighting';
import { keepUsernames } from './usernames';

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

interface LockedContact extends NamedContact {
  mergedInto: Buffer | null;
}

async function planLinks(tx: EntityManager, sightings: readonly Sighting[], made: ReadonlyMap<string, string>): Promise<LinkPlan> {
  let owners = await findOwners(tx, sightings);
  const variants = sightings.some((sighting) => uniqueIdentities(sighting).some((identity) => !owners.has(identityKey(sighting.workspaceId, identity)))) ? await findVariants(tx, sightings, owners) : new Map<string, string[]>();
  const claimed = await claimMoves(tx, sightings, owners);
  // Waiting for a claim may have shown rows that were not there before.
  if (variants.size || claimed) owners = await findOwners(tx, sightings);
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
  const rows: (LockedContact & { id: Buffer })[] = await tx.query(`SELECT id, workspace_id AS workspaceId, profile_name AS profileName, profile_name_at AS profileNameAt, merged_into AS mergedInto FROM contact WHERE id IN (${listSql(ids.map(idSql))}) ORDER BY id FOR UPDATE`);
  for (const { id, ...row } of rows) locked.set(bytesToId(id), row);
  return true;
}

async function settle(tx: EntityManager, sightings: readonly Sighting[], plan: LinkPlan, made: ReadonlyMap<string, string>, locked: ReadonlyMap<string, LockedContact>): Promise<void> {
  for (const [id, root] of plan.aliases) await tx.query('UPDATE contact_identity SET contact_id = ? WHERE workspace_id = ? AND contact_id = ?', [idToBytes(root), idToBytes(made.get(id) ?? ''), idToBytes(id)]);
  const names = newestNames(sightings, plan.contactIds);
  const fresh = [...new Set(plan.contactIds)].filter((id): id is string => id !== null && made.has(id)).sort();
  const told = (id: string) => names.get(id) ?? { name: null, at: null };
  if (fresh.length) await tx.query('INSERT INTO contact (id, workspace_id, profile_name, profile_name_at) VALUES ?', [fresh.map((id) => [idToBytes(id), idToBytes(made.get(id) ?? ''), told(id).name, timeOf(told(id).at)])]);
  await addFormerIdentities(tx, plan.left);
  for (const { workspaceId, keptId, mergedId } of plan.merges) await mergeContacts(tx, workspaceId, keptId, mergedId, null);
  // Another address may have come with the other contact.
  await readdressConversations(tx, plan.releases.map((release) => ({ ...release, contactId: keptOf(release.contactId, plan) })));
  await renameContacts(tx, names, locked);
  await keepUsernames(tx, sightings, plan.contactIds);
}

function timeOf(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

function keptOf(contactId: string, { merges, aliases }: LinkPlan): string {
  let kept = aliases.get(contactId) ?? contactId;
  for (let merge = merges.find(({ mergedId }) => mergedId === kept); merge; merge = merges.find(({ mergedId }) => mergedId === kept)) kept = merge.keptId;
  return kept;
}
