import type { EntityManager } from 'typeorm';
import type { InboundIdentity } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idSql, idToBytes, listSql, textSql } from '@mailtrixy/server/platform/database';
import type { InboundArrival } from './inbound-arrival';

interface NewIdentity {
  id: string;
  workspaceId: string;
  contactId: string;
  identity: InboundIdentity;
}

/**
 * Finds or makes the contact of every arrival, by the surest address that is known; addresses that were missing are
 * filled in. Ends holding the lock of every contact, in one order, so that nobody else handles the same person's
 * messages meanwhile.
 * @returns a contact id per arrival
 */
export async function resolveContacts(tx: EntityManager, arrivals: readonly InboundArrival[]): Promise<string[]> {
  const owners = await findOwners(tx, arrivals);
  const made = new Map<string, string>();
  const missing = new Map<string, NewIdentity>();
  const contactIds = arrivals.map(({ workspaceId, message }) => {
    const unique = message.identities.filter(isUnique);
    let contactId = unique.map((identity) => owners.get(keyOf(workspaceId, identity))).find((owner) => owner !== undefined);
    if (!contactId) made.set((contactId = newId()), workspaceId);
    for (const identity of unique) {
      const key = keyOf(workspaceId, identity);
      // An address that belongs to somebody else stays there; merging two contacts is a person's decision.
      if (owners.has(key)) continue;
      owners.set(key, contactId);
      missing.set(key, { id: newId(), workspaceId, contactId, identity });
    }
    return contactId;
  });
  const taken = missing.size ? await addIdentities(tx, missing, made) : new Map<string, string>();
  const resolved = taken.size ? contactIds.map((id) => taken.get(id) ?? id) : contactIds;
  await addContacts(tx, made, arrivals, resolved);
  await lockAndRename(tx, arrivals, resolved, made);
  await addUsernames(tx, arrivals, resolved);
  return resolved;
}

function isUnique({ kind }: InboundIdentity): boolean {
  return kind !== 'username';
}

function keyOf(workspaceId: string, { kind, value }: InboundIdentity): string {
  return `${workspaceId}|${kind}|${value}`;
}

/** One range per workspace and kind: MariaDB does not use the index for a list of pairs. */
async function findOwners(tx: EntityManager, arrivals: readonly InboundArrival[]): Promise<Map<string, string>> {
  const wanted = new Map<string, { workspaceId: string; kind: string; values: Set<string> }>();
  for (const { workspaceId, message } of arrivals) {
    for (const identity of message.identities.filter(isUnique)) {
      const key = `${workspaceId}|${identity.kind}`;
      let group = wanted.get(key);
      if (!group) wanted.set(key, (group = { workspaceId, kind: identity.kind, values: new Set() }));
      group.values.add(identity.value);
    }
  }
  const owners = new Map<string, string>();
  for (const { workspaceId, kind, values } of wanted.values()) {
    const rows: { value: string; contactId: Buffer }[] = await tx.query(`SELECT unique_value AS value, contact_id AS contactId FROM contact_identity WHERE workspace_id = ${idSql(workspaceId)} AND kind = ${textSql(kind)} AND unique_value IN (${listSql([...values].map(textSql))})`);
    for (const row of rows) owners.set(`${workspaceId}|${kind}|${row.value}`, bytesToId(row.contactId));
  }
  return owners;
}

/** @returns contacts of ours whose surest address somebody else stored a moment ago → that contact */
async function addIdentities(tx: EntityManager, missing: ReadonlyMap<string, NewIdentity>, made: Map<string, string>): Promise<Map<string, string>> {
  const rows = [...missing.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await tx.query('INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, unique_value) VALUES ? ON DUPLICATE KEY UPDATE id = id', [
    rows.map(({ id, workspaceId, contactId, identity }) => [idToBytes(id), idToBytes(workspaceId), idToBytes(contactId), identity.kind, identity.value, identity.value]),
  ]);
  const stored = await findOwners(
    tx,
    rows.map(({ workspaceId, identity }) => ({ workspaceId, message: { identities: [identity] } }) as InboundArrival),
  );
  const taken = new Map<string, string>();
  for (const { workspaceId, contactId, identity } of rows) {
    const owner = stored.get(keyOf(workspaceId, identity));
    if (owner && owner !== contactId && made.has(contactId) && !taken.has(contactId)) taken.set(contactId, owner);
  }
  for (const [ours, theirs] of taken) {
    made.delete(ours);
    await tx.query('UPDATE contact_identity SET contact_id = ? WHERE workspace_id = ? AND contact_id = ?', [idToBytes(theirs), idToBytes(rows.find((row) => row.contactId === ours)?.workspaceId ?? ''), idToBytes(ours)]);
  }
  return taken;
}

async function addContacts(tx: EntityManager, made: ReadonlyMap<string, string>, arrivals: readonly InboundArrival[], resolved: readonly string[]): Promise<void> {
  if (!made.size) return;
  const names = lastNames(arrivals, resolved);
  await tx.query('INSERT INTO contact (id, workspace_id, profile_name) VALUES ?', [[...made.entries()].sort().map(([id, workspaceId]) => [idToBytes(id), idToBytes(workspaceId), names.get(id) ?? null])]);
}

/** A person may have changed the name since; the newest that a delivery told counts. */
async function lockAndRename(tx: EntityManager, arrivals: readonly InboundArrival[], resolved: readonly string[], made: ReadonlyMap<string, string>): Promise<void> {
  const ids = [...new Set(resolved)].filter((id) => !made.has(id)).sort();
  if (!ids.length) return;
  const names = lastNames(arrivals, resolved);
  const rows: { id: Buffer; workspaceId: Buffer; name: string | null }[] = await tx.query(`SELECT id, workspace_id AS workspaceId, profile_name AS name FROM contact WHERE id IN (${listSql(ids.map(idSql))}) ORDER BY id FOR UPDATE`);
  const renamed = rows.flatMap(({ id, workspaceId, name }) => {
    const told = names.get(bytesToId(id));
    return told && told !== name ? [[id, workspaceId, told]] : [];
  });
  if (renamed.length) await tx.query('INSERT INTO contact (id, workspace_id, profile_name) VALUES ? ON DUPLICATE KEY UPDATE profile_name = VALUES(profile_name), version = version + 1, updated_at = NOW(3)', [renamed]);
}

function lastNames(arrivals: readonly InboundArrival[], resolved: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  arrivals.forEach(({ message }, index) => message.profileName && names.set(resolved[index], message.profileName));
  return names;
}

/** Two people may have held one username at different times, so it has no unique key; here a name is added once per contact. */
async function addUsernames(tx: EntityManager, arrivals: readonly InboundArrival[], resolved: readonly string[]): Promise<void> {
  const told = new Map<string, { workspaceId: string; contactId: string; value: string }>();
  arrivals.forEach(({ workspaceId, message }, index) => {
    for (const { kind, value } of message.identities) if (kind === 'username') told.set(`${resolved[index]}|${value}`, { workspaceId, contactId: resolved[index], value });
  });
  if (!told.size) return;
  const known: { contactId: Buffer; value: string }[] = await tx.query("SELECT contact_id AS contactId, value FROM contact_identity WHERE workspace_id IN (?) AND kind = 'username' AND value IN (?)", [
    [...new Set([...told.values()].map(({ workspaceId }) => workspaceId))].map(idToBytes),
    [...new Set([...told.values()].map(({ value }) => value))],
  ]);
  for (const { contactId, value } of known) told.delete(`${bytesToId(contactId)}|${value}`);
  if (!told.size) return;
  await tx.query("INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value) VALUES ?", [[...told.values()].map(({ workspaceId, contactId, value }) => [idToBytes(newId()), idToBytes(workspaceId), idToBytes(contactId), 'username', value])]);
}
