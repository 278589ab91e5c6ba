import type { InboundIdentity } from '@mailtrixy/server/channels';
import { bytesSql, bytesToId, idSql, listSql } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { InboundArrival } from './inbound-arrival';

interface Row {
  contactId: Buffer;
  kind: InboundIdentity['kind'];
  value: string;
  /** 0: the person moved away from it. */
  own: number;
}

/**
 * Deliveries come in any order: a message that was written before a move, but comes after it, must not lead answers back
 * to the old number, which may be somebody else's by now. The caller holds the contacts' locks.
 * @returns the arrivals, those with an address that has ended with another one of their contact
 */
export async function withLivingAddresses(tx: EntityManager, arrivals: readonly InboundArrival[], contactIds: readonly (string | null)[]): Promise<readonly InboundArrival[]> {
  const ids = [...new Set(contactIds)].filter((id): id is string => id !== null).sort();
  if (!ids.length) return arrivals;
  const workspaces = [...new Set(arrivals.map(({ workspaceId }) => workspaceId))];
  const addresses = (contacts: readonly string[]) => `contact_identity WHERE workspace_id IN (${listSql(workspaces.map(idSql))}) AND contact_id IN (${listSql(contacts)}) AND kind <> 'username'`;
  // Nearly nobody ever moved, so that is asked first.
  const moved: { contactId: Buffer }[] = await tx.query(`SELECT DISTINCT contact_id AS contactId FROM ${addresses(ids.map(idSql))} AND unique_value IS NULL`);
  if (!moved.length) return arrivals;
  const rows: Row[] = await tx.query(
    `SELECT contact_id AS contactId, kind, value, MAX(unique_value IS NOT NULL) AS own FROM ${addresses(moved.map(({ contactId }) => bytesSql(contactId)))} GROUP BY contact_id, kind, value ORDER BY MAX(created_at) DESC, kind`,
  );
  const ended = new Set(rows.filter(({ own }) => Number(own) === 0).map(({ contactId }) => bytesToId(contactId)));
  if (!ended.size) return arrivals;
  return arrivals.map((arrival, at) => {
    const { address } = arrival.message;
    const contactId = contactIds[at];
    if (!contactId || !ended.has(contactId)) return arrival;
    const own = rows.filter((row) => bytesToId(row.contactId) === contactId);
    const living = own.filter((row) => Number(row.own) === 1);
    if (living.some(({ value }) => value === address.value) || !own.some(({ value }) => value === address.value)) return arrival;
    const isNumber = (kind: string) => kind !== 'bsuid';
    const instead = living.find(({ kind }) => isNumber(kind) === isNumber(address.kind)) ?? living[0];
    return instead ? { ...arrival, message: { ...arrival.message, address: { kind: instead.kind, value: instead.value } } } : arrival;
  });
}
