import type { EntityManager } from 'typeorm';
import { bytesSql, bytesToId, dateSql, idSql, listSql, numberSql, rowsSql, textSql } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { eventId } from '../webhook/event-id';
import type { ClaimedEvent } from './event-claim';
import { sharesOf, type ChannelShare } from './event-summary';
import type { RoutedEvent, RoutedItem } from './routed-item';

/** Frames per channel and transaction: a list that reloads on each of hundreds would only be slower. */
const FRAMES_PER_CHANNEL = 10;

/**
 * Writes the items that somebody still has to do something about. What is done needs no row: the delivery's body says it
 * again (ADR 9). Already stored ones stay as they are: another worker was faster.
 */
export async function insertItems(tx: EntityManager, items: readonly RoutedItem[]): Promise<void> {
  const open = items.filter(({ state }) => state !== 'done');
  if (!open.length) return;
  const sorted = open.sort((a, b) => a.event.id.compare(b.event.id) || a.parsed.index - b.parsed.index);
  const rows = sorted.map(({ event, parsed, channel, state, error }) => [
    bytesSql(eventId(event.receivedAt.getTime())),
    bytesSql(event.id),
    numberSql(parsed.index),
    textSql(parsed.kind),
    idSql(channel?.workspaceId),
    idSql(channel?.id),
    textSql(parsed.externalId),
    'providerTs' in parsed ? dateSql(parsed.providerTs) : 'NULL',
    textSql(state),
    // Long past, so that a ready item is due on the database's clock at once.
    state === 'ready' ? dateSql(event.receivedAt) : 'NULL',
    textSql(error?.slice(0, 1000)),
  ]);
  await tx.query(`INSERT INTO webhook_item (id, event_id, idx, kind, workspace_id, channel_id, ext_key, provider_ts, state, next_at, last_error) VALUES ${rowsSql(rows)} ON DUPLICATE KEY UPDATE id = id`);
}

/** Marks deliveries as `done`, `bad_json` or `split`; those that look alike share one statement. */
export async function finishEvents(tx: EntityManager, routed: readonly RoutedEvent[], finished: 'done' | 'split'): Promise<void> {
  const alike = new Map<string | null, Buffer[]>();
  for (const { unreadable, event } of routed) {
    const ids = alike.get(unreadable);
    if (ids) ids.push(event.id);
    else alike.set(unreadable, [event.id]);
  }
  for (const [unreadable, ids] of alike) {
    const sorted = listSql(ids.sort(Buffer.compare).map(bytesSql));
    const state = unreadable === null ? `state = '${finished}'` : `state = 'bad_json', last_error = ${textSql(unreadable)}`;
    await tx.query(`UPDATE webhook_event SET ${state}, processed_at = NOW(3), next_at = NULL, attempts = attempts + 1 WHERE id IN (${sorted}) AND state IN ('received', 'split')`);
  }
}

/** Lists deliveries in the Logs of their channels, and tells open Logs pages. */
export async function listInLogs(tx: EntityManager, routed: readonly RoutedEvent[]): Promise<void> {
  const rows: LoggedShare[] = [];
  for (const one of routed) for (const share of sharesOf(one)) rows.push({ share, event: one.event });
  if (!rows.length) return;
  const sorted = rows.sort((a, b) => (a.share.channelId === b.share.channelId ? a.event.receivedAt.getTime() - b.event.receivedAt.getTime() || a.event.id.compare(b.event.id) : a.share.channelId < b.share.channelId ? -1 : 1));
  await tx.query(`INSERT INTO webhook_event_channel (workspace_id, channel_id, received_at, event_id, subject, state) VALUES ${logValues(sorted)} ON DUPLICATE KEY UPDATE state = VALUES(state), subject = VALUES(subject)`);
  const frames = new Map<string, { share: ChannelShare; eventIds: Buffer[] }>();
  for (const { share, event } of sorted) {
    const known = frames.get(share.channelId);
    if (known) known.eventIds.push(event.id);
    else frames.set(share.channelId, { share, eventIds: [event.id] });
  }
  await appendOutbox(tx, [...frames.values()].flatMap(({ share, eventIds }) => eventIds.slice(-FRAMES_PER_CHANNEL).map((id) => ({ workspaceId: share.workspaceId, topic: 'log.created' as const, channelId: share.channelId, entityId: bytesToId(id) }))));
}

interface LoggedShare {
  share: ChannelShare;
  event: ClaimedEvent;
}

/** Rows of a channel follow each other, and most say the same. */
function logValues(sorted: readonly LoggedShare[]): string {
  let before: ChannelShare | null = null;
  let place = '';
  let words = '';
  return sorted
    .map(({ share, event }) => {
      if (share.channelId !== before?.channelId) place = `${idSql(share.workspaceId)},${idSql(share.channelId)}`;
      if (share.subject !== before?.subject || share.state !== before.state) words = `${textSql(share.subject)},${textSql(share.state)}`;
      before = share;
      return `(${place},${dateSql(event.receivedAt)},${bytesSql(event.id)},${words})`;
    })
    .join(',');
}
