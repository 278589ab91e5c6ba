import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction, isConnectionError, isDeadlock } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { deliverItems } from './deliver-items';
import { leaseEvents, releaseEvents, type LeasedEvent } from './event-lease';
import { finishEvents, insertItems, listInLogs } from './event-rows';
import { INBOUND_SINK, type InboundSink } from './inbound-sink';
import { loadChannels, routeEvent, type RoutedChannel, type RoutedEvent } from './routed-item';

/** Items per transaction: longer ones hold locks for too long. A single larger delivery goes alone. */
const ITEMS_PER_TRANSACTION = 1000;
const RETRY_AFTER_S = 1;

/** Turns stored deliveries into messages and statuses. */
@Injectable()
export class InboundProcessor {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(INBOUND_SINK) private readonly sink: InboundSink,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Leases deliveries and works them off. @returns how many were leased; 0: nothing is due */
  async processDue(): Promise<number> {
    const events = await leaseEvents(this.dataSource);
    if (!events.length) return 0;
    const channels = await loadChannels(this.dataSource, events);
    const open = new Map(events.map(({ id }) => [id.toString('hex'), id]));
    try {
      for (const batch of batchesOf(events, channels)) {
        await this.processBatch(batch, channels);
        for (const { event } of batch) open.delete(event.id.toString('hex'));
      }
    } catch (error) {
      // What was not reached is not held for the rest of the lease. When even this fails, the lease ends by itself.
      await releaseEvents(this.dataSource, [...open.values()], RETRY_AFTER_S).catch(() => undefined);
      throw error;
    }
    return events.length;
  }

  /** @throws the error when nothing is wrong with the deliveries themselves */
  private async processBatch(batch: RoutedEvent[], channels: ReadonlyMap<string, RoutedChannel>): Promise<void> {
    try {
      await this.commitTogether(batch, channels);
    } catch (error) {
      if (isPassing(error)) throw error;
      this.logger.warn({ err: error, deliveries: batch.length }, 'A batch of deliveries failed; its items are processed one by one');
      await this.split(batch.map(({ event }) => routeEvent(event, channels)));
    }
    this.doorbell.ringOutbox();
    if (batch.some(({ items }) => items.some(({ parsed }) => parsed.kind === 'message' && parsed.media))) this.doorbell.ring('media');
  }

  /** The usual case: everything of many deliveries in one transaction. */
  private async commitTogether(batch: RoutedEvent[], channels: ReadonlyMap<string, RoutedChannel>): Promise<void> {
    let fresh: RoutedEvent[] | null = batch;
    await inTransaction(this.dataSource, async (tx) => {
      // A repeat after a deadlock starts from the parsed bodies again: the first try has marked items done.
      const routed = fresh ?? batch.map(({ event }) => routeEvent(event, channels));
      fresh = null;
      const items = routed.flatMap((one) => one.items);
      await deliverItems(tx, this.sink, items);
      await insertItems(tx, items);
      await finishEvents(tx, routed, 'done');
      await listInLogs(tx, routed);
      failpoint('item.before_commit');
    });
    failpoint('item.after_commit');
  }

  /** Items become rows of their own, so that one that fails never hurts its neighbours. */
  private async split(batch: readonly RoutedEvent[]): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      await insertItems(tx, batch.flatMap((one) => one.items));
      await finishEvents(tx, batch, 'split');
      await listInLogs(tx, batch);
      failpoint('split.before_commit');
    });
  }
}

/** Nothing is wrong with the data: a deadlock, a lock wait or a lost connection. */
export function isPassing(error: unknown): boolean {
  return isDeadlock(error) || isConnectionError(error);
}

function* batchesOf(events: readonly LeasedEvent[], channels: ReadonlyMap<string, RoutedChannel>): Generator<RoutedEvent[]> {
  let batch: RoutedEvent[] = [];
  let items = 0;
  for (const event of events) {
    const routed = routeEvent(event, channels);
    if (batch.length && items + routed.items.length > ITEMS_PER_TRANSACTION) {
      yield batch;
      batch = [];
      items = 0;
    }
    batch.push(routed);
    items += routed.items.length;
  }
  if (batch.length) yield batch;
}
