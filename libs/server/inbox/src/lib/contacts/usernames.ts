import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { newestWords } from './newest-words';
import type { Sighting } from './sighting';

interface Told {
  workspaceId: string;
  contactId: string;
  value: string;
  at: number;
}

/** Keeps each username once per contact, with the provider's time of it: the newest is the one that is shown. */
export async function keepUsernames(tx: EntityManager, sightings: readonly Sighting[], contactIds: readonly (string | null)[]): Promise<void> {
  const told = newestTold(sightings, contactIds);
  if (!told.length) return;
  const known: { id: Buffer; contactId: Buffer; value: string; at: Date }[] = await tx.query("SELECT id, contact_id AS contactId, value, created_at AS at FROM contact_identity WHERE workspace_id IN (?) AND contact_id IN (?) AND kind = 'username'", [
    [...new Set(told.map(({ workspaceId }) => workspaceId))].map(idToBytes),
    [...new Set(told.map(({ contactId }) => contactId))].map(idToBytes),
  ]);
  const fresh: Told[] = [];
  for (const one of told) {
    const own = known.filter(({ contactId }) => bytesToId(contactId) === one.contactId);
    const row = own.find(({ value }) => value === one.value);
    if (!row) fresh.push(one);
    // Somebody took an earlier name again. As long as it is the newest anyway, nothing has to be written.
    else if (own.some((other) => other !== row && other.at >= row.at && other.at.getTime() < one.at)) await tx.query('UPDATE contact_identity SET created_at = ? WHERE id = ?', [new Date(one.at), row.id]);
  }
  if (!fresh.length) return;
  const newest = await newestWords(tx, fresh);
  const rows = fresh.map(({ workspaceId, contactId, value, at }) => {
    // One that comes late stands behind those that were told since, also where the last telling was not written.
    const own = known.filter((row) => bytesToId(row.contactId) === contactId).map((row) => row.at.getTime());
    const late = own.length > 0 && (newest.get(contactId) ?? -Infinity) > at;
    return [idToBytes(newId()), idToBytes(workspaceId), idToBytes(contactId), 'username', value, new Date(late ? Math.min(at, Math.max(...own) - 1) : at)];
  });
  await tx.query('INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, created_at) VALUES ?', [rows]);
}

function newestTold(sightings: readonly Sighting[], contactIds: readonly (string | null)[]): Told[] {
  const told = new Map<string, Told>();
  sightings.forEach(({ workspaceId, identities, at }, index) => {
    const contactId = contactIds[index];
    if (!contactId) return;
    for (const { kind, value } of identities) {
      const key = `${contactId}|${value}`;
      if (kind === 'username' && !((told.get(key)?.at ?? -Infinity) > at)) told.set(key, { workspaceId, contactId, value, at });
    }
  });
  return [...told.values()].sort((a, b) => a.at - b.at);
}
