import type { EntityManager } from 'typeorm';
import type { ChannelAccess, InboundIdentity } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesSql, bytesToId, idSql, idToBytes, listSql } from '@mailtrixy/server/platform/database';

const DAY_MS = 86_400_000;

/** One contact on one channel, as a batch of arrivals needs it. */
export interface ThreadRequest {
  workspaceId: string;
  channelId: string;
  contactId: string;
  /** Somebody wrote: a resolved conversation opens again. */
  wakes: boolean;
  /** A missing conversation is made; a notice about somebody who never wrote needs none. */
  makes: boolean;
  address: InboundIdentity;
  receivedAt: Date;
}

/** A conversation whose row this transaction has locked or made. */
export interface Thread {
  id: string;
  workspaceId: string;
  channelId: string;
  contactId: string;
  lastSeq: number;
  status: string;
  /** It was resolved, and this batch opens it again. */
  reopened: boolean;
  /** Meta's own agent owns it. */
  metaAgent: boolean;
}

interface Row {
  id: Buffer;
  channel_id: Buffer;
  contact_id: Buffer;
  open_slot: number | null;
  status: string;
  last_seq: number;
  last_message_at: Date;
  resolved_at: Date | null;
  meta_agent: number;
}

type Candidate = Pick<Row, 'id' | 'contact_id'>;

const COLUMNS = 'id, channel_id, contact_id, open_slot, status, last_seq, last_message_at, resolved_at, meta_agent';

/** @returns per request its conversation; null where none exists and none is needed */
export async function resolveConversations(tx: EntityManager, channels: Pick<ChannelAccess, 'findState'>, requests: readonly ThreadRequest[]): Promise<(Thread | null)[]> {
  const candidates = await findNewest(tx, requests);
  const locked = await lock(tx, [...candidates.values()].map((row) => row.id));
  const threads: (Thread | null)[] = [];
  const fresh: { request: ThreadRequest; id: string; at: number }[] = [];
  for (const request of requests) {
    const candidate = candidates.get(pairOf(request));
    const row = candidate ? locked.get(bytesToId(candidate.id)) : undefined;
    const reopened = row !== undefined && row.open_slot === null && request.wakes && (await mayReopen(channels, request, row));
    if (row && (row.open_slot === 1 || reopened || !request.wakes)) threads.push(threadOf(request, row, reopened));
    else {
      if (request.makes) fresh.push({ request, id: newId(), at: threads.length });
      threads.push(null);
    }
  }
  if (fresh.length) (await insertNew(tx, fresh)).forEach((thread, index) => (threads[fresh[index].at] = thread));
  return threads;
}

function threadOf({ workspaceId, channelId, contactId }: ThreadRequest, row: Row, reopened: boolean): Thread {
  return { id: bytesToId(row.id), workspaceId, channelId, contactId, lastSeq: Number(row.last_seq), status: row.status, reopened, metaAgent: row.meta_agent === 1 };
}

function pairOf({ channelId, contactId }: { channelId: string; contactId: string }): string {
  return `${channelId}|${contactId}`;
}

/** The open conversation of each pair, else the newest resolved one; not locked yet, so that locks follow the order of ids. */
async function findNewest(tx: EntityManager, requests: readonly ThreadRequest[]): Promise<Map<string, Candidate>> {
  const newest = new Map<string, Candidate>();
  for (const channelId of new Set(requests.map((request) => request.channelId))) {
    const contactIds = requests.filter((request) => request.channelId === channelId).map((request) => request.contactId);
    // Answered by the unique key alone.
    const open: Candidate[] = await tx.query(`SELECT id, contact_id FROM conversation WHERE channel_id = ${idSql(channelId)} AND contact_id IN (${listSql(contactIds.map(idSql))}) AND open_slot = 1`);
    for (const row of open) newest.set(pairOf({ channelId, contactId: bytesToId(row.contact_id) }), row);
    const others = contactIds.filter((contactId) => !newest.has(pairOf({ channelId, contactId })));
    if (!others.length) continue;
    const resolved: Candidate[] = await tx.query(`SELECT id, contact_id FROM conversation WHERE channel_id = ${idSql(channelId)} AND contact_id IN (${listSql(others.map(idSql))}) ORDER BY COALESCE(open_slot, 0), last_message_at`);
    for (const row of resolved) newest.set(pairOf({ channelId, contactId: bytesToId(row.contact_id) }), row);
  }
  return newest;
}

async function lock(tx: EntityManager, ids: readonly Buffer[]): Promise<Map<string, Row>> {
  if (!ids.length) return new Map();
  const rows: Row[] = await tx.query(`SELECT ${COLUMNS} FROM conversation WHERE id IN (${listSql([...ids].sort(Buffer.compare).map(bytesSql))}) ORDER BY id FOR UPDATE`);
  return new Map(rows.map((row) => [bytesToId(row.id), row]));
}

/** Channel setting: always, or a new conversation when the last one ended more than n days ago. */
async function mayReopen(channels: Pick<ChannelAccess, 'findState'>, request: ThreadRequest, row: Row): Promise<boolean> {
  const days = (await channels.findState(request.workspaceId, request.channelId))?.settings.reopenWithinDays ?? null;
  return days === null || request.receivedAt.getTime() - (row.resolved_at ?? row.last_message_at).getTime() <= days * DAY_MS;
}

async function insertNew(tx: EntityManager, fresh: readonly { request: ThreadRequest; id: string }[]): Promise<Thread[]> {
  const sorted = [...fresh].sort((a, b) => (pairOf(a.request) < pairOf(b.request) ? -1 : 1));
  await tx.query("INSERT INTO conversation (id, workspace_id, channel_id, contact_id, status, open_slot, address_kind, address, last_message_at) VALUES ? ON DUPLICATE KEY UPDATE id = id", [
    sorted.map(({ id, request }) => [idToBytes(id), idToBytes(request.workspaceId), idToBytes(request.channelId), idToBytes(request.contactId), 'open', 1, request.address.kind, request.address.value, request.receivedAt]),
  ]);
  // Somebody may have made it first: the row that holds the open slot counts, whoever made it.
  const open = new Map<string, Row>();
  for (const channelId of new Set(sorted.map(({ request }) => request.channelId))) {
    const contacts = sorted.filter(({ request }) => request.channelId === channelId).map(({ request }) => idToBytes(request.contactId));
    const rows: Row[] = await tx.query(`SELECT ${COLUMNS} FROM conversation WHERE channel_id = ? AND contact_id IN (?) AND open_slot = 1 FOR UPDATE`, [idToBytes(channelId), contacts]);
    for (const row of rows) open.set(pairOf({ channelId, contactId: bytesToId(row.contact_id) }), row);
  }
  return fresh.map(({ request }) => {
    const row = open.get(pairOf(request));
    if (!row) throw new Error('A conversation that was just made is gone.');
    return threadOf(request, row, false);
  });
}
