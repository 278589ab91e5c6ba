import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idSql, idToBytes, listSql, textSql } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { NewIdentity, OpaqueId, Release } from './link-sightings';
import { numberMatch } from './number-match-key';
import { identityKey, uniqueIdentities, type Sighting } from './sighting';

/** Whose the addresses are now. One range per workspace and kind: MariaDB does not use the index for a list of pairs. */
export async function findOwners(tx: EntityManager, sightings: readonly Sighting[]): Promise<Map<string, string>> {
  const wanted = new Map<string, { workspaceId: string; kind: string; values: Set<string> }>();
  for (const sighting of sightings) {
    for (const { kind, value } of uniqueIdentities(sighting)) {
      const key = `${sighting.workspaceId}|${kind}`;
      let group = wanted.get(key);
      if (!group) wanted.set(key, (group = { workspaceId: sighting.workspaceId, kind, values: new Set() }));
      group.values.add(value);
    }
  }
  const owners = new Map<string, string>();
  for (const { workspaceId, kind, values } of wanted.values()) {
    const rows: { value: string; contactId: Buffer }[] = await tx.query(`SELECT unique_value AS value, contact_id AS contactId FROM contact_identity WHERE workspace_id = ${idSql(workspaceId)} AND kind = ${textSql(kind)} AND unique_value IN (${listSql([...values].map(textSql))})`);
    for (const row of rows) owners.set(`${workspaceId}|${kind}|${row.value}`, bytesToId(row.contactId));
  }
  return owners;
}

/** Who had the still unknown opaque ids before a move. */
export async function findFormerOwners(tx: EntityManager, sightings: readonly Sighting[], owners: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const former = new Map<string, string>();
  const wanted = new Map<string, Set<string>>();
  for (const { workspaceId, identities } of sightings) {
    for (const identity of identities) if (identity.kind === 'bsuid' && !owners.has(identityKey(workspaceId, identity))) wanted.set(workspaceId, (wanted.get(workspaceId) ?? new Set()).add(identity.value));
  }
  for (const [workspaceId, values] of wanted) {
    const rows: { value: string; contactId: Buffer }[] = await tx.query(`SELECT value, contact_id AS contactId FROM contact_identity WHERE workspace_id = ${idSql(workspaceId)} AND kind = 'bsuid' AND value IN (${listSql([...values].map(textSql))}) AND unique_value IS NULL ORDER BY created_at`);
    for (const { value, contactId } of rows) former.set(identityKey(workspaceId, { kind: 'bsuid', value }), bytesToId(contactId));
  }
  return former;
}

/**
 * Contacts that have one of the still unknown numbers in another way of writing. In countries with two ways the key is
 * locked first, so that two deliveries with one way each do not make two contacts.
 */
export async function findVariants(tx: EntityManager, sightings: readonly Sighting[], owners: ReadonlyMap<string, string>): Promise<Map<string, string[]>> {
  const wanted = new Map<string, Map<string, boolean>>();
  for (const sighting of sightings) {
    for (const identity of uniqueIdentities(sighting)) {
      const match = owners.has(identityKey(sighting.workspaceId, identity)) ? null : numberMatch(identity);
      if (!match) continue;
      const keys = wanted.get(sighting.workspaceId) ?? new Map<string, boolean>();
      wanted.set(sighting.workspaceId, keys.set(match.key, match.varies));
    }
  }
  const variants = new Map<string, string[]>();
  for (const [workspaceId, keys] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const varying = [...keys].filter(([, varies]) => varies).map(([key]) => key);
    if (varying.length) await tx.query(`INSERT INTO number_claim (workspace_id, match_key) VALUES ${varying.sort().map((key) => `(${idSql(workspaceId)},${textSql(key)})`).join(',')} ON DUPLICATE KEY UPDATE match_key = VALUES(match_key)`);
    const rows: { matchKey: string; contactId: Buffer }[] = await tx.query(`SELECT match_key AS matchKey, contact_id AS contactId FROM contact_identity WHERE workspace_id = ${idSql(workspaceId)} AND match_key IN (${listSql([...keys.keys()].map(textSql))}) ORDER BY contact_id`);
    for (const row of rows) {
      const key = `${workspaceId}|${row.matchKey}`;
      variants.set(key, [...new Set([...(variants.get(key) ?? []), bytesToId(row.contactId)])]);
    }
  }
  return variants;
}

/** The opaque ids that contacts have now; also of contacts whose own row is not written yet. */
export async function findOpaqueIds(tx: EntityManager, workspaceIds: ReadonlySet<string>, contactIds: ReadonlySet<string>): Promise<Map<string, OpaqueId[]>> {
  const found = new Map<string, OpaqueId[]>([...contactIds].map((id) => [id, []]));
  const rows: { contactId: Buffer; value: string; scope: string | null }[] = await tx.query(
    `SELECT contact_id AS contactId, value, scope FROM contact_identity WHERE workspace_id IN (${listSql([...workspaceIds].map(idSql))}) AND contact_id IN (${listSql([...contactIds].map(idSql))}) AND kind = 'bsuid' AND unique_value IS NOT NULL`,
  );
  for (const { contactId, value, scope } of rows) found.get(bytesToId(contactId))?.push({ value, scope });
  return found;
}

/** @returns false when somebody else stored one of them a moment ago */
export async function addIdentities(tx: EntityManager, missing: ReadonlyMap<string, NewIdentity>): Promise<boolean> {
  const rows = [...missing.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await tx.query('INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, unique_value, match_key, scope) VALUES ? ON DUPLICATE KEY UPDATE id = id', [
    rows.map(({ workspaceId, contactId, identity, scope }) => [idToBytes(newId()), idToBytes(workspaceId), idToBytes(contactId), identity.kind, identity.value, identity.value, numberMatch(identity)?.key ?? null, scope]),
  ]);
  const stored = await findOwners(tx, rows.map(({ workspaceId, identity }) => ({ workspaceId, scope: null, identities: [identity], profileName: null, moved: null, makes: false })));
  return [...missing].every(([key, { contactId }]) => stored.get(key) === contactId);
}

/** Addresses that are somebody else's from now on stay with the contact as history: they find nobody and are never sent to. */
export async function releaseIdentities(tx: EntityManager, releases: readonly Release[]): Promise<void> {
  for (const { workspaceId, contactId, identity } of releases) {
    await tx.query('UPDATE contact_identity SET unique_value = NULL, match_key = NULL WHERE workspace_id = ? AND kind = ? AND unique_value = ? AND contact_id = ?', [idToBytes(workspaceId), identity.kind, identity.value, idToBytes(contactId)]);
  }
}

/** Adds a username once per contact; the newest is the one that is shown. */
export async function addUsernames(tx: EntityManager, sightings: readonly Sighting[], contactIds: readonly (string | null)[]): Promise<void> {
  const told = new Map<string, { workspaceId: string; contactId: string; value: string }>();
  sightings.forEach(({ workspaceId, identities }, index) => {
    const contactId = contactIds[index];
    if (contactId) for (const { kind, value } of identities) if (kind === 'username') told.set(`${contactId}|${value}`, { workspaceId, contactId, value });
  });
  if (!told.size) return;
  const known: { contactId: Buffer; value: string }[] = await tx.query("SELECT contact_id AS contactId, value FROM contact_identity WHERE workspace_id IN (?) AND kind = 'username' AND value IN (?)", [
    [...new Set([...told.values()].map(({ workspaceId }) => workspaceId))].map(idToBytes),
    [...new Set([...told.values()].map(({ value }) => value))],
  ]);
  for (const { contactId, value } of known) told.delete(`${bytesToId(contactId)}|${value}`);
  if (!told.size) return;
  await tx.query('INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value) VALUES ?', [[...told.values()].map(({ workspaceId, contactId, value }) => [idToBytes(newId()), idToBytes(workspaceId), idToBytes(contactId), 'username', value])]);
}
