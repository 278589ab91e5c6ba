import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { bytesToId, nullableBytesToId } from '@mailtrixy/server/platform/database';
import type { LogItem } from '@mailtrixy/shared/dto';
import { whatsappParser } from '../inbound/whatsapp-parser';
import type { ClaimedEvent } from '../processing/event-claim';
import { loadChannels, routeEvent, type RoutedItem } from '../processing/routed-item';
import type { LogScope } from './log-scope';

const ITEMS_MAX = 1000;

/** How much of a delivery a channel's Logs may show. */
export interface DeliveryView {
  /** No other workspace has a part in it: what names no channel may be shown too. */
  alone: boolean;
  /** No other channel has a part in it: everything in it was this channel's, whoever has the number now. */
  sole: boolean;
}

interface ItemRow {
  id: Buffer;
  idx: number;
  kind: string;
  externalId: string | null;
  state: LogItem['state'];
  attempts: number;
  lastError: string | null;
  channelId: Buffer | null;
  conversationId: Buffer | null;
  messageId: Buffer | null;
}

/** The items of one delivery that concern a channel: open ones and retried ones have rows, the rest is read from the body (ADR 9). */
export async function logItems(dataSource: DataSource, scope: LogScope, event: ClaimedEvent | null, eventId: Buffer, view: DeliveryView): Promise<LogItem[]> {
  const rows: ItemRow[] = await dataSource.query('SELECT id, idx, kind, ext_key AS externalId, state, attempts, last_error AS lastError, channel_id AS channelId, conversation_id AS conversationId, message_id AS messageId FROM webhook_item WHERE event_id = ? ORDER BY idx', [eventId]);
  const numbers = event && rows.some(({ state }) => state === 'foreign') ? numbersOf(event.body) : new Map<number, string>();
  const stored = rows
    .filter(({ channelId }) => (channelId ? channelId.equals(scope.channel) : view.alone))
    .map(({ id, idx, channelId: _, conversationId, messageId, ...row }) => ({ ...row, id: bytesToId(id), index: idx, conversationId: nullableBytesToId(conversationId), messageId: nullableBytesToId(messageId), number: row.state === 'foreign' ? (numbers.get(idx) ?? null) : null }));
  const done = event ? await doneItems(dataSource, scope, event, new Set(rows.map(({ idx }) => idx)), view) : [];
  return [...stored, ...done].sort((a, b) => a.index - b.index).slice(0, ITEMS_MAX);
}

async function doneItems(dataSource: DataSource, scope: LogScope, event: ClaimedEvent, known: ReadonlySet<number>, view: DeliveryView): Promise<LogItem[]> {
  const channelId = bytesToId(scope.channel);
  const isOurs = ({ channel }: RoutedItem) => view.sole || (channel ? channel.id === channelId : view.alone);
  const items = routeEvent(event, await loadChannels(dataSource, [event])).items.filter((item) => !known.has(item.parsed.index) && isOurs(item)).slice(0, ITEMS_MAX);
  const messages = await storedMessages(dataSource, scope, items);
  return items.map(({ parsed }) => {
    const externalId = 'externalId' in parsed ? (parsed.externalId ?? null) : null;
    const message = parsed.kind === 'message' ? messages.get(externalId ?? '') : undefined;
    return { id: itemId(event.id, parsed.index), index: parsed.index, kind: parsed.kind, externalId, state: 'done', attempts: 1, lastError: null, conversationId: message?.conversationId ?? null, messageId: message?.messageId ?? null, number: null };
  });
}

/** The Phone Number ID that each element is for. */
function numbersOf(body: Buffer): Map<number, string> {
  const parsed = whatsappParser.parse(body);
  return new Map(parsed.ok ? parsed.events.flatMap(({ index, channelExternalId }) => (channelExternalId ? [[index, channelExternalId] as const] : [])) : []);
}

async function storedMessages(dataSource: DataSource, scope: LogScope, items: readonly RoutedItem[]): Promise<Map<string, { conversationId: string; messageId: string }>> {
  const wamids = items.flatMap(({ parsed }) => (parsed.kind === 'message' && parsed.externalId ? [parsed.externalId] : []));
  if (!wamids.length) return new Map();
  const rows: { id: Buffer; conversationId: Buffer; wamid: string }[] = await dataSource.query('SELECT id, conversation_id AS conversationId, external_id AS wamid FROM message WHERE channel_id = ? AND workspace_id = ? AND external_id IN (?)', [scope.channel, scope.workspace, wamids]);
  return new Map(rows.map((row) => [row.wamid, { conversationId: bytesToId(row.conversationId), messageId: bytesToId(row.id) }]));
}

/** The same at every look, though no row has it. */
function itemId(eventId: Buffer, index: number): string {
  return bytesToId(createHash('sha256').update(eventId).update(String(index)).digest().subarray(0, 16));
}
