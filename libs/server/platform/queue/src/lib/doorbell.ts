import Bull from 'bull';
import Redis, { type RedisOptions } from 'ioredis';
import type { Ring } from './rings';
import { RINGS } from './rings';

const TIME_BOX_MS = 250;

/**
 * Rings workers. Never throws and is never awaited on a path to an answer: with Redis down it gives up at once, and the
 * sweepers find the row. Rings of one name that come while one is under way become one more.
 */
export class Doorbell {
  private readonly queues: Map<Ring, Bull.Queue>;
  private readonly busy = new Map<Ring, { again: boolean }>();
  private readonly publisher: Redis;
  /** Rings that Redis did not take, for /metrics. */
  lost = 0;

  constructor(
    redisUrl: string,
    private readonly prefix: string,
  ) {
    // Fails fast: Bull's own defaults would keep add() pending for as long as Redis is down.
    const failFast: RedisOptions = { enableOfflineQueue: false, maxRetriesPerRequest: 1, retryStrategy: (times) => Math.min(100 * times, 2000) };
    const client = new Redis(redisUrl, failFast);
    client.on('error', () => undefined);
    this.publisher = client;
    this.queues = new Map(
      RINGS.map((name) => {
        const queue = new Bull(name, { prefix, createClient: (type) => (type === 'client' ? client : quiet(new Redis(redisUrl, { ...failFast, maxRetriesPerRequest: null, enableReadyCheck: false }))) });
        queue.on('error', () => undefined);
        return [name, queue];
      }),
    );
  }

  /** Wakes a worker that serves `name`. Returns at once. */
  ring(name: Ring): void {
    const under = this.busy.get(name);
    if (under) {
      under.again = true;
      return;
    }
    const state = { again: false };
    this.busy.set(name, state);
    void this.add(name).finally(() => {
      this.busy.delete(name);
      if (state.again) this.ring(name);
    });
  }

  /** Wakes every api process that tails the outbox. Returns at once. */
  ringOutbox(): void {
    this.publisher.publish(`${this.prefix}:outbox`, '1').catch(() => this.lost++);
  }

  get outboxChannel(): string {
    return `${this.prefix}:outbox`;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close(true)));
    this.publisher.disconnect();
  }

  private async add(name: Ring): Promise<void> {
    const job = this.queues.get(name)?.add({ v: 1 }, { removeOnComplete: true, removeOnFail: true, attempts: 1 });
    const boxed = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('time box')), TIME_BOX_MS).unref());
    await Promise.race([job, boxed]).catch(() => this.lost++);
    job?.catch(() => undefined);
  }
}

function quiet(redis: Redis): Redis {
  redis.on('error', () => undefined);
  return redis;
}
