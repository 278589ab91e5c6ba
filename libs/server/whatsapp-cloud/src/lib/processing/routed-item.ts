import type { DataSource, EntityManager } from 'typeorm';
import type { InboundEvent } from '@mailtrixy/server/channels';
import { bytesToId } from '@mailtrixy/server/platform/database';
import { whatsappParser } from '../inbound/whatsapp-parser';
import type { ClaimedEvent } from './event-claim';

/** A channel that a delivery may be for. */
export interface RoutedChannel {
  id: string;
  workspaceId: string;
  externalId: string | null;
  wabaId: string | null;
}

/** dead: cannot be understood or was given up; foreign: for a number whose secret did not sign the delivery. */
export type ItemState = 'ready' | 'done' | 'dead' | 'foreign';

/** One element of one delivery. */
export interface RoutedItem {
  event: ClaimedEvent;
  parsed: InboundEvent;
  channel: RoutedChannel | null;
  state: ItemState;
  error: string | null;
  conversationId: string | null;
  messageId: string | null;
}

export interface RoutedEvent {
  event: ClaimedEvent;
  /** Why the body gave no items at all; null when it was understood. */
  unreadable: string | null;
  items: RoutedItem[];
  /** Every channel of the matched secret, for listing what names none of them. */
  channels: RoutedChannel[];
}

/** The channels of the matched secrets, as they are now. */
export async function loadChannels(db: DataSource | EntityManager, events: readonly ClaimedEvent[]): Promise<Map<string, RoutedChannel>> {
  const ids = new Map(events.flatMap((event) => event.matchedChannels).map((id) => [id.toString('hex'), id]));
  if (!ids.size) return new Map();
  const rows: { id: Buffer; workspaceId: Buffer; externalId: string | null; wabaId: string | null }[] = await db.query('SELECT id, workspace_id AS workspaceId, external_id AS externalId, waba_id AS wabaId FROM channel WHERE id IN (?)', [[...ids.values()]]);
  return new Map(rows.map((row) => [row.id.toString('hex'), { ...row, id: bytesToId(row.id), workspaceId: bytesToId(row.workspaceId) }]));
}

/** Parses a delivery and says for each element whose it is: only channels of a matched secret count, whatever the body claims. */
export function routeEvent(event: ClaimedEvent, known: ReadonlyMap<string, RoutedChannel>): RoutedEvent {
  const channels = event.matchedChannels.flatMap((id) => known.get(id.toString('hex')) ?? []);
  const parsed = whatsappParser.parse(event.body);
  if (!parsed.ok) return { event, unreadable: parsed.reason, items: [], channels };
  const items = parsed.events.map((element): RoutedItem => {
    const channel = channelOf(element, channels);
    const item: RoutedItem = { event, parsed: withTime(element, event.receivedAt), channel, state: 'ready', error: null, conversationId: null, messageId: null };
    if (element.kind === 'malformed') Object.assign(item, { state: 'dead', error: element.reason });
    else if (!channel && (element.channelExternalId !== null || (element.kind !== 'other' && element.kind !== 'notice'))) Object.assign(item, { state: 'foreign', error: 'No channel of the signing App Secret has this number.' });
    return item;
  });
  return { event, unreadable: null, items, channels };
}

/** A number names its channel; an account-level event belongs to the account's first channel. */
function channelOf(element: InboundEvent, channels: readonly RoutedChannel[]): RoutedChannel | null {
  if (element.channelExternalId !== null) return channels.find((channel) => channel.externalId === element.channelExternalId) ?? null;
  return channels.find((channel) => element.accountExternalId !== null && channel.wabaId === element.accountExternalId) ?? (channels.length === 1 ? channels[0] : null);
}

/** A time that Meta left out or broke is the time of arrival. */
function withTime(element: InboundEvent, receivedAt: Date): InboundEvent {
  return 'providerTs' in element && !element.providerTs ? { ...element, providerTs: receivedAt.getTime() } : element;
}
