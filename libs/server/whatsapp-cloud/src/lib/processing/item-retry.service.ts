import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { bytesToId, idToBytes, inTransaction, nullableIdToBytes } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import { deliverItems } from './deliver-items';
import { readEvents } from './event-claim';
import { isPassing } from './inbound-processor.service';
import { INBOUND_SINK, type InboundSink } from './inbound-sink';
import { loadChannels, routeEvent, type RoutedItem } from './routed-item';

const CLAIM_ITEMS = 200;
const LEASE_S = 60;
/** Then the item is a dead letter: visible in Logs, with Replay. */
const MAX_TRIES = 8;
const MAX_PAUSE_S = 900;

interface LeasedItem {
  id: Buffer;
  eventId: Buffer;
  idx: number;
  attempts: number;
}

/** Works off items whose batch failed, each in its own transaction. */
@Injectable()
export class ItemRetry {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(INBOUND_SINK) private readonly sink: InboundSink,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @returns how many items were leased */
  async processDue(): Promise<number> {
    const leased = await this.lease();
    if (!leased.length) return 0;
    const events = await readEvents(this.dataSource, [...new Map(leased.map((item) => [item.eventId.toString('hex'), item.eventId])).values()]);
    const channels = await loadChannels(this.dataSource, events);
    const work = events.flatMap((event) => {
      const { items } = routeEvent(event, channels);
      return leased.filter((item) => item.eventId.equals(event.id)).map((item) => ({ leased: item, routed: items.find(({ parsed }) => parsed.index === item.idx) ?? null }));
    });
    for (const { leased: item, routed } of inOrder(work)) await this.processOne(item, routed);
    this.doorbell.ringOutbox();
    return leased.length;
  }

  private lease(): Promise<LeasedItem[]> {
    return inTransaction(this.dataSource, async (tx) => {
      const due: LeasedItem[] = await tx.query("SELECT id, event_id AS eventId, idx, attempts FROM webhook_item WHERE state = 'ready' AND next_at <= NOW(3) ORDER BY next_at LIMIT ? FOR UPDATE SKIP LOCKED", [CLAIM_ITEMS]);
      if (due.length) await tx.query('UPDATE webhook_item SET next_at = NOW(3) + INTERVAL ? SECOND, lease_until = NOW(3) + INTERVAL ? SECOND WHERE id IN (?)', [LEASE_S, LEASE_S, due.map(({ id }) => id)]);
      return due;
    });
  }

  private async processOne(item: LeasedItem, routed: RoutedItem | null): Promise<void> {
    try {
      if (!routed) throw new Error('The delivery no longer holds this item.');
      await inTransaction(this.dataSource, async (tx) => {
        const copy = { ...routed };
        await deliverItems(tx, this.sink, [copy]);
        await tx.query('UPDATE webhook_item SET state = ?, attempts = attempts + 1, next_at = NULL, lease_until = NULL, last_error = ?, conversation_id = ?, message_id = ?, workspace_id = ?, channel_id = ?, done_at = NOW(3) WHERE id = ?', [
          copy.state,
          copy.error,
          nullableIdToBytes(copy.conversationId),
          nullableIdToBytes(copy.messageId),
          copy.channel ? idToBytes(copy.channel.workspaceId) : null,
          copy.channel ? idToBytes(copy.channel.id) : null,
          item.id,
        ]);
        await refreshLogs(tx, item.eventId);
        failpoint('item.before_commit');
      });
      failpoint('item.after_commit');
    } catch (error) {
      await this.failed(item, error);
    }
  }

  private async failed(item: LeasedItem, error: unknown): Promise<void> {
    if (isPassing(error)) {
      // Nothing is wrong with the item, so it does not count as a try.
      await this.dataSource.query("UPDATE webhook_item SET next_at = NOW(3) + INTERVAL 1 SECOND, lease_until = NULL WHERE id = ? AND state = 'ready'", [item.id]).catch(() => undefined);
      return;
    }
    const tries = item.attempts + 1;
    const dead = tries >= MAX_TRIES;
    this.logger[dead ? 'error' : 'warn']({ err: error, itemId: bytesToId(item.id), tries }, dead ? 'An item of a delivery was given up; it can be replayed from Logs' : 'An item of a delivery failed');
    const pauseS = Math.min(4 ** item.attempts, MAX_PAUSE_S) * (0.9 + Math.random() * 0.2);
    await inTransaction(this.dataSource, async (tx) => {
      await tx.query('UPDATE webhook_item SET state = ?, attempts = ?, next_at = IF(?, NULL, NOW(3) + INTERVAL ? MICROSECOND), lease_until = NULL, last_error = ? WHERE id = ?', [dead ? 'dead' : 'ready', tries, dead, Math.round(pauseS * 1_000_000), String((error as Error)?.message ?? error).slice(0, 1000), item.id]);
      if (dead) await refreshLogs(tx, item.eventId);
    });
  }
}

/** The delivery's rows in Logs follow its items; the delivery is done when none waits any more. */
export async function refreshLogs(tx: EntityManager, eventId: Buffer): Promise<void> {
  const counts: { state: string; kind: string; channelId: Buffer | null; n: number }[] = await tx.query('SELECT state, kind, channel_id AS channelId, COUNT(*) AS n FROM webhook_item WHERE event_id = ? GROUP BY state, kind, channel_id', [eventId]);
  if (!counts.some(({ state }) => state === 'ready')) await tx.query("UPDATE webhook_event SET state = 'done', processed_at = NOW(3) WHERE id = ? AND state = 'split'", [eventId]);
  const shares: { channelId: Buffer; workspaceId: Buffer; state: string }[] = await tx.query('SELECT channel_id AS channelId, workspace_id AS workspaceId, state FROM webhook_event_channel WHERE event_id = ?', [eventId]);
  for (const share of shares) {
    const own = counts.filter(({ channelId }) => channelId?.equals(share.channelId));
    // Items that were done at once have no rows: what they made of it stays.
    if (!own.length && share.state === 'processed') continue;
    const mine = own.length ? own : counts;
    const has = (state: string, ...kinds: string[]) => mine.some((row) => row.state === state && (!kinds.length || kinds.includes(row.kind)));
    const state = has('dead') ? 'failed' : has('ready') ? 'processing' : has('done', 'message', 'status') ? 'processed' : 'ignored';
    if (state === share.state) continue;
    await tx.query('UPDATE webhook_event_channel SET state = ? WHERE event_id = ? AND channel_id = ?', [state, eventId, share.channelId]);
    await appendOutbox(tx, [{ workspaceId: bytesToId(share.workspaceId), topic: 'log.created', channelId: bytesToId(share.channelId), entityId: bytesToId(eventId) }]);
  }
}

function inOrder<T extends { routed: RoutedItem | null }>(work: T[]): T[] {
  const rank = ({ routed }: T) => (routed?.parsed.kind === 'status' ? 1 : 0);
  const time = ({ routed }: T) => (routed && 'providerTs' in routed.parsed ? routed.parsed.providerTs : 0);
  return work.sort((a, b) => rank(a) - rank(b) || time(a) - time(b));
}
