import { createHash } from 'node:crypto';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idSql, idToBytes, listSql, textSql } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { Former, LeftIdentity, NewIdentity, OpaqueId, Release } from './link-sightings';
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

/**
 * Who had the still unknown addresses before a move: opaque ids always, numbers where nothing surer is told. What a move
 * names, and the number of a late message, may have another holder by now.
 */
export async function findFormerOwners(tx: EntityManager, sightings: readonly Sighting[], owners: ReadonlyMap<string, string>): Promise<Map<string, Former[]>> {
  const wanted = new Map<string, { workspaceId: string; kind: string; values: Set<string> }>();
  for (const sighting of sightings) {
    const identities = uniqueIdentities(sighting);
    const numbersToo = !identities.some(({ kind }) => kind === 'bsuid');
    for (const identity of identities) {
      const owned = owners.has(identityKey(sighting.workspaceId, identity));
      if (sighting.moved === null && (identity.kind === 'bsuid' ? owned : !numbersToo || (owned && !sighting.late))) continue;
      const key = `${sighting.workspaceId}|${identity.kind}`;
      const group = wanted.get(key) ?? { workspaceId: sighting.workspaceId, kind: identity.kind, values: new Set() };
      wanted.set(key, group);
      group.values.add(identity.value);
    }
  }
  const former = new Map<string, Former[]>();
  for (const { workspaceId, kind, values } of wanted.values()) {
    const rows: { value: string; contactId: Buffer; endedAt: Date | null; onlyTold: number }[] = await tx.query(
      `SELECT value, contact_id AS contactId, ended_at AS endedAt, only_told AS onlyTold FROM contact_identity WHERE workspace_id = ${idSql(workspaceId)} AND kind = ${textSql(kind)} AND value IN (${listSql([...values].map(textSql))}) AND unique_value IS NULL ORDER BY created_at`,
    );
    for (const { value, contactId, endedAt, onlyTold } of rows) {
      const key = `${workspaceId}|${kind}|${value}`;
      former.set(key, [...(former.get(key) ?? []), { contactId: bytesToId(contactId), endedAt: endedAt?.getTime() ?? null, onlyTold: Number(onlyTold) === 1 }]);
    }
  }
  return former;
}

/**
 * Two moves of one person may come at the same moment, the later one first: they share an address, whose name is locked
 * until the transaction ends.
 * @returns true when it may have had to wait for somebody
 */
export async function claimMoves(tx: EntityManager, sightings: readonly Sighting[], owners: ReadonlyMap<string, string>): Promise<boolean> {
  const claims = new Set<string>();
  for (const sighting of sightings) {
    const identities = uniqueIdentities(sighting);
    if (!sighting.moved || identities.every((identity) => owners.has(identityKey(sighting.workspaceId, identity)))) continue;
    for (const { kind, value } of identities) claims.add(`(${idSql(sighting.workspaceId)},${textSql(`m:${createHash('md5').update(`${kind}|${value}`).digest('base64url')}`)})`);
  }
  if (claims.size) await tx.query(`INSERT INTO number_claim (workspace_id, match_key) VALUES ${[...claims].sort().join(',')} ON DUPLICATE KEY UPDATE match_key = VALUES(match_key)`);
  return claims.size > 0;
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
  const stored = await findOwners(tx, rows.map(({ workspaceId, identity }) => ({ workspaceId, scope: null, identities: [identity], profileName: null, at: 0, late: false, moved: null, makes: false })));
  return [...missing].every(([key, { contactId }]) => stored.get(key) === contactId);
}

/** Addresses that are somebody else's from now on stay with the contact as history: they find nobody and are never sent to. */
export async function releaseIdentities(tx: EntityManager, releases: readonly Release[]): Promise<void> {
  for (const { workspaceId, contactId, identity, endedAt } of releases) {
    await tx.query('UPDATE contact_identity SET unique_value = NULL, match_key = NULL, ended_at = ? WHERE workspace_id = ? AND kind = ? AND unique_value = ? AND contact_id = ?', [endedAt === null ? null : new Date(endedAt), idToBytes(workspaceId), identity.kind, identity.value, idToBytes(contactId)]);
  }
}

/** Addresses that a contact had before we knew any of it. */
export async function addFormerIdentities(tx: EntityManager, left: readonly LeftIdentity[]): Promise<void> {
  if (!left.length) return;
  await tx.query('INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, scope, ended_at, only_told) VALUES ?', [
    left.map(({ workspaceId, contactId, identity, scope, endedAt, onlyTold }) => [idToBytes(newId()), idToBytes(workspaceId), idToBytes(contactId), identity.kind, identity.value, scope, endedAt === null ? null : new Date(endedAt), onlyTold ? 1 : 0]),
  ]);
}
