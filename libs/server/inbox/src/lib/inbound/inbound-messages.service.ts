import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CHANNEL_ACCESS, type ChannelAccess } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idSql, listSql, textSql } from '@mailtrixy/server/platform/database';
import { appendOutbox, type OutboxEntry } from '@mailtrixy/server/platform/realtime';
import { arrivedFile, insertAttachments } from '../attachments/insert-attachments';
import { resolveContacts } from '../contacts/resolve-contacts';
import { applyWaitingRevisions } from '../revisions/apply-revisions';
import { fillPlaceholders, PLACEHOLDER } from './fill-placeholders';
import { answerAddress, isTalk, isUnreadBubble, talkedAt, type InboundArrival, type StoredArrival } from './inbound-arrival';
import { insertMessages, type NewInboundRow } from './insert-messages';
import { withLivingAddresses } from './living-addresses';
import { noteOwnership } from './note-ownership';
import { resolveConversations, type Thread, type ThreadRequest } from './resolve-conversations';
import { sightingOf } from './sighting-of';
import { extendWindows, touchConversations } from './touch-conversations';

interface Placed {
  arrival: InboundArrival;
  contactId: string;
  at: number;
}

/** Takes customers' messages into the inbox: contact, conversation, message, window and outbox, many at once. */
@Injectable()
export class InboundMessagesService {
  constructor(@Inject(CHANNEL_ACCESS) private readonly channels: ChannelAccess) {}

  /**
   * In the caller's transaction, in the order given: a conversation's messages get their seq in it. A message that is
   * stored already changes nothing, unless it brings the file of a placeholder. Lock order: contact, conversation, message.
   * @returns what became of each arrival
   */
  async store(tx: EntityManager, told: readonly InboundArrival[]): Promise<StoredArrival[]> {
    if (!told.length) return [];
    const contactIds = await resolveContacts(tx, told.map(sightingOf));
    const arrivals = await withLivingAddresses(tx, told, contactIds);
    // Under the contacts' locks nobody else can store one of these messages, so what is missing now is new.
    const results = await this.findStored(tx, arrivals);
    const known = [...results];
    const placed: Placed[] = [];
    const brought = new Set(arrivals.filter(({ message }) => message.media).map(({ channelId, message }) => messageKey(channelId, message.externalId)));
    const first = new Map<string, number>();
    arrivals.forEach((arrival, at) => {
      const key = messageKey(arrival.channelId, arrival.message.externalId);
      if (results[at] || first.has(key) || (arrival.message.type === PLACEHOLDER && brought.has(key))) return;
      first.set(key, at);
      const contactId = contactIds[at];
      if (contactId) placed.push({ arrival, contactId, at });
      else results[at] = NOTHING;
    });
    if (placed.length) await this.storeNew(tx, placed, results);
    await fillPlaceholders(tx, arrivals, known);
    return arrivals.map((arrival, at) => results[at] ?? { ...(results[first.get(messageKey(arrival.channelId, arrival.message.externalId)) ?? -1] ?? NOTHING), duplicate: true });
  }

  private async storeNew(tx: EntityManager, placed: readonly Placed[], results: (StoredArrival | null)[]): Promise<void> {
    const requests = threadRequests(placed);
    const threads = new Map<string, Thread>();
    (await resolveConversations(tx, this.channels, [...requests.values()])).forEach((thread) => thread && threads.set(pairKey(thread), thread));

    const rows: NewInboundRow[] = [];
    const reopenedBefore = new Set<string>();
    for (const { arrival, contactId, at } of placed) {
      const thread = threads.get(pairKey({ channelId: arrival.channelId, contactId }));
      if (!thread) {
        results[at] = NOTHING;
        continue;
      }
      if (thread.reopened && !reopenedBefore.has(thread.id)) {
        reopenedBefore.add(thread.id);
        rows.push({ id: newId(), thread, seq: ++thread.lastSeq, arrival: null });
      }
      rows.push({ id: newId(), thread, seq: ++thread.lastSeq, arrival });
      results[at] = { duplicate: false, conversationId: thread.id, messageId: rows[rows.length - 1].id };
    }
    const stored = await insertMessages(tx, rows);
    await insertAttachments(tx, stored.flatMap(arrivedFile));
    await touchConversations(tx, stored);
    await extendWindows(tx, placed.map(({ arrival, contactId }) => ({ arrival, contactId })));
    await appendOutbox(tx, outboxOf(stored));
    await noteOwnership(tx, stored);
    await applyWaitingRevisions(tx, stored.flatMap(({ arrival }) => (arrival ? [{ channelId: arrival.channelId, externalId: arrival.message.externalId }] : [])));
  }

  private async findStored(tx: EntityManager, arrivals: readonly InboundArrival[]): Promise<(StoredArrival | null)[]> {
    const known = new Map<string, StoredArrival>();
    for (const channelId of new Set(arrivals.map((arrival) => arrival.channelId))) {
      const externalIds = listSql(arrivals.filter((arrival) => arrival.channelId === channelId).map((arrival) => textSql(arrival.message.externalId)));
      const rows: { id: Buffer; conversationId: Buffer; externalId: string }[] = await tx.query(`SELECT id, conversation_id AS conversationId, external_id AS externalId FROM message WHERE channel_id = ${idSql(channelId)} AND external_id IN (${externalIds})`);
      for (const row of rows) known.set(messageKey(channelId, row.externalId), { duplicate: true, conversationId: bytesToId(row.conversationId), messageId: bytesToId(row.id) });
    }
    await this.findSentBefore(tx, arrivals, known);
    return arrivals.map((arrival) => known.get(messageKey(arrival.channelId, arrival.message.externalId)) ?? null);
  }

  /** Echoes of an earlier attempt of ours: the message itself has the id of its newest one. */
  private async findSentBefore(tx: EntityManager, arrivals: readonly InboundArrival[], known: Map<string, StoredArrival>): Promise<void> {
    const unknown = arrivals.filter(({ channelId, message }) => message.direction === 'out' && !known.has(messageKey(channelId, message.externalId)));
    for (const channelId of new Set(unknown.map((arrival) => arrival.channelId))) {
      const wamids = listSql(unknown.filter((arrival) => arrival.channelId === channelId).map(({ message }) => textSql(message.externalId)));
      const rows: { messageId: Buffer; conversationId: Buffer; wamid: string }[] = await tx.query(`SELECT message_id AS messageId, conversation_id AS conversationId, wamid FROM send_attempt WHERE channel_id = ${idSql(channelId)} AND wamid IN (${wamids})`);
      for (const row of rows) known.set(messageKey(channelId, row.wamid), { duplicate: true, conversationId: bytesToId(row.conversationId), messageId: bytesToId(row.messageId) });
    }
  }
}

const NOTHING: StoredArrival = { duplicate: false, conversationId: null, messageId: null };

function messageKey(channelId: string, externalId: string): string {
  return `${channelId}|${externalId}`;
}

function pairKey({ channelId, contactId }: { channelId: string; contactId: string }): string {
  return `${channelId}|${contactId}`;
}

function threadRequests(placed: readonly Placed[]): Map<string, ThreadRequest> {
  const requests = new Map<string, ThreadRequest>();
  for (const { arrival, contactId } of placed) {
    const { workspaceId, channelId, message } = arrival;
    const key = pairKey({ channelId, contactId });
    const known = requests.get(key);
    const at = talkedAt(arrival);
    const wakes = isTalk(message) && !message.historical;
    requests.set(key, { workspaceId, channelId, contactId, receivedAt: known && known.receivedAt > at ? known.receivedAt : at, address: answerAddress(message) ?? message.address, wakes: (known?.wakes ?? false) || wakes, makes: (known?.makes ?? false) || isTalk(message) });
  }
  return requests;
}

/**
 * message.received drives rules and AI: only for what a customer said, not for notices. A message's frame carries its
 * conversation, so conversation.updated is for what no message tells: that it is open again.
 */
function outboxOf(stored: readonly NewInboundRow[]): OutboxEntry[] {
  const received: OutboxEntry[] = [];
  const others: OutboxEntry[] = [];
  const reopened = new Map<string, OutboxEntry>();
  for (const { id, thread, arrival } of stored) {
    // Meta's agent answers what comes in standby; our automation keeps out of it.
    if (arrival && isUnreadBubble(arrival.message) && !arrival.message.standby) received.push(entryOf(thread, 'message.received', id));
    else others.push(entryOf(thread, 'message.created', id));
    if (thread.reopened) reopened.set(thread.id, entryOf(thread, 'conversation.updated', thread.id));
  }
  return [received, others, [...reopened.values()]].flatMap(byChannel);
}

function entryOf({ workspaceId, channelId, id }: Thread, topic: OutboxEntry['topic'], entityId: string): OutboxEntry {
  return { workspaceId, topic, channelId, conversationId: id, entityId };
}

/** In the order given within a channel; neighbours of one channel share a row of the outbox. */
function byChannel(entries: OutboxEntry[]): OutboxEntry[] {
  if (entries.every(({ channelId }) => channelId === entries[0].channelId)) return entries;
  return entries.sort((a, b) => compare(a.channelId ?? '', b.channelId ?? ''));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
