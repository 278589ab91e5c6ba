import type { DataSource, EntityManager } from 'typeorm';
import { bytesSql, limitIdleTransaction, listSql } from '@mailtrixy/server/platform/database';

/** A stored delivery that this transaction holds. */
export interface ClaimedEvent {
  id: Buffer;
  receivedAt: Date;
  body: Buffer;
  /** Ids of the channels whose secret matched. */
  matchedChannels: Buffer[];
}

/** As many as one transaction takes items: a busy conversation is then written once for several messages. */
export const CLAIM_EVENTS = 1000;
const CLAIM_BYTES = 16 * 1024 * 1024;
/** As many of these as a claim takes stay within CLAIM_BYTES; nearly all deliveries are far smaller. */
const SMALL_BYTES = Math.floor(CLAIM_BYTES / CLAIM_EVENTS);

const ID_BYTES = 16;
const EMPTY = Buffer.alloc(0);

interface Row {
  id: Buffer;
  receivedAt: Date;
  bytes: number;
  matched: Buffer;
  /** Null for a large one, and where retention took it. */
  body: Buffer | null;
}

/**
 * Takes the oldest due deliveries until the end of the transaction: rows that another worker holds are skipped, and a
 * worker that dies lets its rows go at once, one that hangs after half a minute. A lease_until in the future is respected:
 * somebody put the delivery off.
 * @returns in order of arrival
 */
export async function claimEvents(tx: EntityManager, limit: number): Promise<ClaimedEvent[]> {
  // The join brings small bodies along; a large one lies on pages of its own, which are read only when there is room for it.
  const rows: Row[] = await tx.query(
    `SELECT e.id, e.received_at AS receivedAt, e.body_bytes AS bytes, e.matched_channels AS matched, b.body FROM webhook_event e LEFT JOIN webhook_event b ON b.id = e.id AND e.body_bytes <= ${SMALL_BYTES} WHERE e.state = 'received' AND e.next_at <= NOW(3) AND (e.lease_until IS NULL OR e.lease_until <= NOW(3)) ORDER BY e.next_at LIMIT ${Math.min(limit, CLAIM_EVENTS)} FOR UPDATE SKIP LOCKED`,
  );
  if (rows.length) await limitIdleTransaction(tx);
  const taken: Row[] = [];
  for (let bytes = 0, at = 0; at < rows.length && (at === 0 || bytes + rows[at].bytes <= CLAIM_BYTES); at++) {
    bytes += rows[at].bytes;
    taken.push(rows[at]);
  }
  const large = taken.filter(({ bytes }) => bytes > SMALL_BYTES).map(({ id }) => id);
  const bodies = large.length ? new Map((await readEvents(tx, large)).map((event) => [event.id.toString('hex'), event.body])) : null;
  return inOrderOfArrival(taken.map((row) => claimed(row, row.bytes > SMALL_BYTES ? bodies?.get(row.id.toString('hex')) : row.body)));
}

/** Takes those of the given deliveries that still wait and that nobody else holds. */
export async function claimAgain(tx: EntityManager, ids: readonly Buffer[]): Promise<ClaimedEvent[]> {
  const rows: { id: Buffer }[] = await tx.query(`SELECT id FROM webhook_event WHERE id IN (${listSql(ids.map(bytesSql))}) AND state = 'received' FOR UPDATE SKIP LOCKED`);
  if (!rows.length) return [];
  await limitIdleTransaction(tx);
  return readEvents(tx, rows.map(({ id }) => id));
}

/** Without taking them. @returns in order of arrival */
export async function readEvents(db: Pick<DataSource, 'query'>, ids: readonly Buffer[]): Promise<ClaimedEvent[]> {
  const rows: Omit<Row, 'bytes'>[] = await db.query(`SELECT id, received_at AS receivedAt, body, matched_channels AS matched FROM webhook_event WHERE id IN (${listSql(ids.map(bytesSql))})`);
  return inOrderOfArrival(rows.map((row) => claimed(row, row.body)));
}

/** Deliveries to be tried again soon; others go first. */
export async function putOff(dataSource: DataSource, ids: readonly Buffer[], afterS: number): Promise<void> {
  if (ids.length) await dataSource.query("UPDATE webhook_event SET next_at = NOW(3) + INTERVAL ? SECOND, lease_until = NULL WHERE id IN (?) AND state = 'received'", [afterS, ids]);
}

/** webhook_event.matched_channels as single ids. */
export function channelIdsOf(bytes: Buffer): Buffer[] {
  if (bytes.length === ID_BYTES) return [bytes];
  return Array.from({ length: Math.floor(bytes.length / ID_BYTES) }, (_, index) => bytes.subarray(index * ID_BYTES, (index + 1) * ID_BYTES));
}

function claimed({ id, receivedAt, matched }: Omit<Row, 'bytes' | 'body'>, body: Buffer | null | undefined): ClaimedEvent {
  return { id, receivedAt, body: body ?? EMPTY, matchedChannels: channelIdsOf(matched) };
}

function inOrderOfArrival(events: ClaimedEvent[]): ClaimedEvent[] {
  return events.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime() || a.id.compare(b.id));
}
