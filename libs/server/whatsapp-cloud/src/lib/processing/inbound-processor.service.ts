import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { inTransaction, isConnectionError, isDeadlock } from '@mailtrixy/server/platform/database';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { deliverItems } from './deliver-items';
import { CLAIM_EVENTS, claimAgain, claimEvents, putOff, type ClaimedEvent } from './event-claim';
import { finishEvents, insertItems, listInLogs } from './event-rows';
import { INBOUND_SINK, type InboundSink } from './inbound-sink';
import { loadChannels, routeEvent, type RoutedEvent } from './routed-item';

/** Items per transaction: longer ones hold locks for too long. A single larger delivery goes alone. */
const ITEMS_PER_TRANSACTION = 1000;
const RETRY_AFTER_S = 1;

/** Turns stored deliveries into messages and statuses. */
@Injectable()
export class InboundProcessor {
  /** Deliveries per claim: fewer while each holds many items, so that none is read and parsed in vain. */
  private claimSize = CLAIM_EVENTS;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(INBOUND_SINK) private readonly sink: InboundSink,
    @Inject(Doorbell) private readonly doorbell: Doorbell,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Claims deliveries and works them off in one transaction: whatever ends it gives them back.
   * @returns how many were worked off; 0: nothing is due
   * @throws the error when nothing is wrong with the deliveries themselves
   */
  async processDue(): Promise<number> {
    let claimed: ClaimedEvent[] = [];
    let done: RoutedEvent[] = [];
    try {
      await inTransaction(this.dataSource, async (tx) => {
        // A repeat after a deadlock begins here again: the first try has marked its items done.
        done = [];
        claimed = await claimEvents(tx, this.claimSize);
        if (!claimed.length) return;
        done = await this.routeClaimed(tx, claimed);
        claimed = done.map(({ event }) => event);
        await this.workOff(tx, done);
        failpoint('item.before_commit');
      });
      if (done.length) failpoint('item.after_commit');
    } catch (error) {
      if (isPassing(error) || !claimed.length) return this.giveUp(claimed, error);
      this.logger.warn({ err: error, deliveries: claimed.length }, 'A batch of deliveries failed; its items are processed one by one');
      await this.split(claimed.map(({ id }) => id)).catch((again: unknown) => this.giveUp(claimed, again));
    }
    if (!claimed.length) return 0;
    this.doorbell.ringOutbox();
    if (done.some(({ items }) => items.some(({ parsed }) => parsed.kind === 'message' && parsed.media))) this.doorbell.ring('media');
    return claimed.length;
  }

  /** The oldest deliveries as far as one transaction takes them; the rest is due again when it ends. */
  private async routeClaimed(tx: EntityManager, claimed: readonly ClaimedEvent[]): Promise<RoutedEvent[]> {
    const channels = await loadChannels(tx, claimed);
    const batch: RoutedEvent[] = [];
    let items = 0;
    for (const event of claimed) {
      const routed = routeEvent(event, channels);
      if (batch.length && items + routed.items.length > ITEMS_PER_TRANSACTION) break;
      batch.push(routed);
      items += routed.items.length;
    }
    this.claimSize = batch.length < claimed.length ? batch.length : Math.min(2 * this.claimSize, CLAIM_EVENTS);
    return batch;
  }

  private async workOff(tx: EntityManager, batch: readonly RoutedEvent[]): Promise<void> {
    const items = batch.flatMap((one) => one.items);
    await deliverItems(tx, this.sink, items);
    await insertItems(tx, items);
    await finishEvents(tx, batch, 'done');
    await listInLogs(tx, batch);
  }

  /** Items become rows of their own, so that one that fails never hurts its neighbours. */
  private async split(ids: readonly Buffer[]): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      const events = await claimAgain(tx, ids);
      if (!events.length) return;
      const channels = await loadChannels(tx, events);
      const batch = events.map((event) => routeEvent(event, channels));
      await insertItems(tx, batch.flatMap((one) => one.items));
      await finishEvents(tx, batch, 'split');
      await listInLogs(tx, batch);
      failpoint('split.before_commit');
    });
  }

  /** Others go first meanwhile; when even this fails, they are due again at once. */
  private async giveUp(claimed: readonly ClaimedEvent[], error: unknown): Promise<never> {
    await putOff(this.dataSource, claimed.map(({ id }) => id), RETRY_AFTER_S).catch(() => undefined);
    throw error;
  }
}

/** Nothing is wrong with the data: a deadlock, a lock wait or a lost connection. */
export function isPassing(error: unknown): boolean {
  return isDeadlock(error) || isConnectionError(error);
}
