import type { DataSource } from 'typeorm';
import { bytesSql, inTransaction, listSql } from '@mailtrixy/server/platform/database';

/** A stored delivery that this worker has leased. */
export interface LeasedEvent {
  id: Buffer;
  receivedAt: Date;
  body: Buffer;
  /** Ids of the channels whose secret matched. */
  matchedChannels: Buffer[];
}

const LEASE_S = 30;
/** As many as one transaction takes items: a busy conversation is then written once for several messages. */
export const CLAIM_EVENTS = 1000;
const CLAIM_BYTES = 16 * 1024 * 1024;

/**
 * Takes the oldest due deliveries for 30 s of the database's clock. Rows that another worker is taking are skipped; a
 * worker that dies gives its rows back when the lease ends.
 */
export async function leaseEvents(dataSource: DataSource): Promise<LeasedEvent[]> {
  const ids = await inTransaction(dataSource, async (tx) => {
    const due: { id: Buffer; bytes: number }[] = await tx.query("SELECT id, body_bytes AS bytes FROM webhook_event WHERE state = 'received' AND next_at <= NOW(3) AND (lease_until IS NULL OR lease_until <= NOW(3)) ORDER BY next_at LIMIT ? FOR UPDATE SKIP LOCKED", [CLAIM_EVENTS]);
    const taken: Buffer[] = [];
    for (let bytes = 0, at = 0; at < due.length && (at === 0 || bytes + due[at].bytes <= CLAIM_BYTES); at++) {
      bytes += due[at].bytes;
      taken.push(due[at].id);
    }
    // Only lease_until, which no index holds: a leased row stays where it is, to be stepped over by others.
    if (taken.length) await tx.query(`UPDATE webhook_event SET lease_until = NOW(3) + INTERVAL ${LEASE_S} SECOND WHERE id IN (${listSql(taken.map(bytesSql))})`);
    return taken;
  });
  if (!ids.length) return [];
  return readEvents(dataSource, ids);
}

/** In order of arrival. */
export async function readEvents(dataSource: Pick<DataSource, 'query'>, ids: readonly Buffer[]): Promise<LeasedEvent[]> {
  const rows: { id: Buffer; receivedAt: Date; body: Buffer | null; matched: Buffer }[] = await dataSource.query(`SELECT id, received_at AS receivedAt, body, matched_channels AS matched FROM webhook_event WHERE id IN (${listSql(ids.map(bytesSql))}) ORDER BY received_at, id`);
  return rows.map(({ id, receivedAt, body, matched }) => ({ id, receivedAt, body: body ?? Buffer.alloc(0), matchedChannels: channelIdsOf(matched) }));
}

/** Gives leased deliveries back, to be tried again soon. */
export async function releaseEvents(dataSource: DataSource, ids: readonly Buffer[], afterS: number): Promise<void> {
  await dataSource.query("UPDATE webhook_event SET next_at = NOW(3) + INTERVAL ? SECOND, lease_until = NULL WHERE id IN (?) AND state = 'received'", [afterS, ids]);
}

/** webhook_event.matched_channels as single ids. */
export function channelIdsOf(bytes: Buffer): Buffer[] {
  return Array.from({ length: Math.floor(bytes.length / 16) }, (_, index) => bytes.subarray(index * 16, index * 16 + 16));
}
