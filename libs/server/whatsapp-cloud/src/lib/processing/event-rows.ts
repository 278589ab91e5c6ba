import type { EntityManager } from 'typeorm';
import { bytesSql, bytesToId, dateSql, idSql, listSql, numberSql, rowsSql, textSql } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { sharesOf, subjectOf, type ChannelShare } from './event-summary';
import type { RoutedEvent, RoutedItem } from './routed-item';

/** Frames per channel and transaction: a list that reloads on each of hundreds would only be slower. */
const FRAMES_PER_CHANNEL = 10;

/** Writes the items of deliveries. Already stored ones stay as they are: another worker was faster. */
export async function insertItems(tx: EntityManager, items: readonly RoutedItem[]): Promise<void> {
  if (!items.length) return;
  const sorted = [...items].sort((a, b) => a.event.id.compare(b.event.id) || a.parsed.index - b.parsed.index);
  const now = dateSql(new Date());
  const rows = sorted.map(({ id, event, parsed, channel, state, error, conversationId, messageId }) => [
    bytesSql(id),
    bytesSql(event.id),
    numberSql(parsed.index),
    textSql(parsed.kind),
    idSql(channel?.workspaceId),
    idSql(channel?.id),
    textSql(parsed.externalId),
    'providerTs' in parsed ? dateSql(parsed.providerTs) : 'NULL',
    textSql(state),
    state === 'done' ? '1' : '0',
    // Long past, so that a ready item is due on the database's clock at once.
    state === 'ready' ? dateSql(event.receivedAt) : 'NULL',
    textSql(error?.slice(0, 1000)),
    idSql(conversationId),
    idSql(messageId),
    state === 'done' ? now : 'NULL',
  ]);
  await tx.query(`INSERT INTO webhook_item (id, event_id, idx, kind, workspace_id, channel_id, ext_key, provider_ts, state, attempts, next_at, last_error, conversation_id, message_id, done_at) VALUES ${rowsSql(rows)} ON DUPLICATE KEY UPDATE id = id`);
}

/** Marks deliveries as `done`, `bad_json` or `split`; those that look alike share one statement. */
export async function finishEvents(tx: EntityManager, routed: readonly RoutedEvent[], finished: 'done' | 'split'): Promise<void> {
  const alike = new Map<string, { state: string; count: number; summary: string; error: string | null; ids: Buffer[] }>();
  for (const one of routed) {
    const summary = subjectOf(one.items);
    const state = one.unreadable === null ? finished : 'bad_json';
    const key = `${state}|${one.items.length}|${summary}|${one.unreadable}`;
    const group = alike.get(key);
    if (group) group.ids.push(one.event.id);
    else alike.set(key, { state, count: one.items.length, summary, error: one.unreadable, ids: [one.event.id] });
  }
  for (const { state, count, summary, error, ids } of alike.values()) {
    const sorted = listSql(ids.sort(Buffer.compare).map(bytesSql));
    await tx.query(`UPDATE webhook_event SET state = ${textSql(state)}, item_count = ${count}, summary = ${textSql(summary)}, last_error = ${textSql(error)}, processed_at = NOW(3), next_at = NULL, attempts = attempts + 1 WHERE id IN (${sorted}) AND state IN ('received', 'split')`);
  }
}

/** Lists deliveries in the Logs of their channels, and tells open Logs pages. */
export async function listInLogs(tx: EntityManager, routed: readonly RoutedEvent[]): Promise<void> {
  const rows = routed.flatMap((one) => sharesOf(one).map((share) => ({ share, event: one.event })));
  if (!rows.length) return;
  const sorted = rows.sort((a, b) => (a.share.channelId === b.share.channelId ? a.event.receivedAt.getTime() - b.event.receivedAt.getTime() || a.event.id.compare(b.event.id) : a.share.channelId < b.share.channelId ? -1 : 1));
  await tx.query(`INSERT INTO webhook_event_channel (workspace_id, channel_id, received_at, event_id, subject, state) VALUES ${rowsSql(sorted.map(({ share, event }) => [idSql(share.workspaceId), idSql(share.channelId), dateSql(event.receivedAt), bytesSql(event.id), textSql(share.subject), textSql(share.state)]))} ON DUPLICATE KEY UPDATE state = VALUES(state), subject = VALUES(subject)`);
  const frames = new Map<string, { share: ChannelShare; eventIds: Buffer[] }>();
  for (const { share, event } of sorted) {
    const known = frames.get(share.channelId);
    if (known) known.eventIds.push(event.id);
    else frames.set(share.channelId, { share, eventIds: [event.id] });
  }
  await appendOutbox(tx, [...frames.values()].flatMap(({ share, eventIds }) => eventIds.slice(-FRAMES_PER_CHANNEL).map((id) => ({ workspaceId: share.workspaceId, topic: 'log.created' as const, channelId: share.channelId, entityId: bytesToId(id) }))));
}

