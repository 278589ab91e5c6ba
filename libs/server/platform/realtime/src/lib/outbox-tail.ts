import type { OutboxTopic } from '@mailtrixy/shared/dto';
import Redis from 'ioredis';
import type { DataSource } from 'typeorm';
import { readOutbox, readOutboxTopics, type OutboxRow } from './read-outbox';
import { stampOutbox, syncCursor } from './stamp-outbox';

const BATCH = 500;
/** Rows that come close together go out together: a burst of statuses becomes few frames. */
const COALESCE_MS = 50;
/** A database that is down is said so often, not at every look. */
const COMPLAIN_EVERY_MS = 10_000;

export interface TailOptions {
  dataSource: DataSource;
  redisUrl: string;
  /** Doorbell.outboxChannel */
  ringChannel: string;
  /** Looks without a ring: a lost ring, or Redis down, costs this delay. */
  pollMs: number;
  /** Only rows of these; all when absent. A reader of rare topics costs next to nothing beside busy conversations. */
  topics?: readonly OutboxTopic[];
  /** In order, each row once per process; a batch that throws comes again. */
  onRows: (rows: OutboxRow[]) => Promise<void>;
  onError: (error: unknown) => void;
}

/** Follows the outbox from now on. MySQL tells what happened; Redis only says "look now". */
export class OutboxTail {
  private readonly subscriber: Redis;
  private timer: NodeJS.Timeout | null = null;
  private position: number | null = null;
  private looking: Promise<void> | null = null;
  private again = false;
  private stopped = false;
  private complainedAt = -COMPLAIN_EVERY_MS;

  constructor(private readonly options: TailOptions) {
    this.subscriber = new Redis(options.redisUrl, { lazyConnect: true, maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(100 * times, 2000) });
    this.subscriber.on('error', () => undefined);
    this.subscriber.on('message', () => this.look());
  }

  /** Resolves once the start position is known: whatever is stamped later will be handed out. */
  async start(): Promise<void> {
    const [clock]: { seq: number }[] = await this.options.dataSource.query('SELECT seq FROM outbox_clock WHERE id = 1');
    this.position = Number(clock.seq);
    // Subscribing again after a lost connection is ioredis' work; with Redis down the timer below is enough.
    this.subscriber.connect().then(() => this.subscriber.subscribe(this.options.ringChannel)).catch(() => this.subscriber.once('ready', () => void this.subscriber.subscribe(this.options.ringChannel).catch(() => undefined)));
    this.timer = setInterval(() => this.look(), this.options.pollMs);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearInterval(this.timer);
    this.subscriber.disconnect();
    await this.looking;
  }

  private look(): void {
    if (this.stopped || this.position === null) return;
    if (this.looking) {
      this.again = true;
      return;
    }
    this.looking = this.drain()
      .catch((error: unknown) => this.complain(error))
      .finally(() => (this.looking = null));
  }

  private complain(error: unknown): void {
    if (this.stopped || performance.now() - this.complainedAt < COMPLAIN_EVERY_MS) return;
    this.complainedAt = performance.now();
    this.options.onError(error);
  }

  private async drain(): Promise<void> {
    do {
      this.again = false;
      await stampOutbox(this.options.dataSource);
      if (this.options.topics) await this.drainTopics(this.options.topics);
      const rows = this.options.topics ? [] : await readOutbox(this.options.dataSource.manager, this.position as number, BATCH);
      if (rows.length) {
        await this.options.onRows(rows);
        this.position = rows[rows.length - 1].seq;
        this.again = true;
        if (rows.length < BATCH) await new Promise((resolve) => setTimeout(resolve, COALESCE_MS));
      }
    } while (this.again && !this.stopped);
  }

  private async drainTopics(topics: readonly OutboxTopic[]): Promise<void> {
    const { manager } = this.options.dataSource;
    // Whatever is numbered up to here was committed before this look, so nothing below it can still appear.
    const newest = Number(await syncCursor(manager));
    if (newest <= (this.position as number)) return;
    const rows = await readOutboxTopics(manager, this.position as number, newest, topics);
    if (rows.length) await this.options.onRows(rows);
    this.position = newest;
  }
}
