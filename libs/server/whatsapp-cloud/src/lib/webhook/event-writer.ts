import type { Pool } from 'mysql2/promise';
import { failpoint } from '@mailtrixy/server/platform/failpoints';
import { insertEventsSql, type NewWebhookEvent } from './stored-event';

const MAX_ROWS = 500;
const MAX_BYTES = 4 * 1024 * 1024;
/** Beyond these an answer would come too late anyway: 503, Meta tries again. */
const QUEUE_ROWS = 5000;
const QUEUE_BYTES = 64 * 1024 * 1024;
/** A statement that takes longer ends in 503 for its rows. */
const INSERT_BUDGET_MS = 3000;

/** The event is not durable, as far as we know: 503. */
export class NotStoredError extends Error {}

interface Waiting {
  event: NewWebhookEvent;
  stored: () => void;
  failed: (error: NotStoredError) => void;
}

/**
 * Group commit: one multi-row INSERT as soon as none is in flight, without a timer (PERF §1). `write` resolves only after
 * the database's own OK for a statement that held the row.
 */
export class EventWriter {
  private queue: Waiting[] = [];
  private queuedBytes = 0;
  private flying: Promise<void> | null = null;

  /** @param onStored called after each commit, with its number of rows */
  constructor(
    private readonly pool: Pool,
    private readonly onStored: (rows: number) => void = () => undefined,
  ) {}

  /** @throws NotStoredError */
  write(event: NewWebhookEvent): Promise<void> {
    if (this.queue.length >= QUEUE_ROWS || this.queuedBytes + event.body.length > QUEUE_BYTES) return Promise.reject(new NotStoredError('Too many deliveries wait for the database.'));
    return new Promise((stored, failed) => {
      this.queue.push({ event, stored, failed });
      this.queuedBytes += event.body.length;
      this.flying ??= this.fly();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.flying) await this.flying;
  }

  get waiting(): number {
    return this.queue.length;
  }

  private async fly(): Promise<void> {
    // Whatever else arrived in this turn of the event loop goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length) await this.insert(this.take());
    this.flying = null;
  }

  private take(): Waiting[] {
    let rows = 0;
    let bytes = 0;
    while (rows < this.queue.length && rows < MAX_ROWS && (rows === 0 || bytes + this.queue[rows].event.body.length <= MAX_BYTES)) bytes += this.queue[rows++].event.body.length;
    this.queuedBytes -= bytes;
    const batch = this.queue;
    this.queue = batch.splice(rows);
    return batch;
  }

  private async insert(batch: Waiting[]): Promise<void> {
    failpoint('in.before_insert');
    try {
      await this.run(insertEventsSql(batch.map((waiting) => waiting.event)));
    } catch (error) {
      if (isDataError(error) && batch.length > 1) {
        // One row that the database refuses must not cost its neighbours their answer.
        for (const waiting of batch) await this.insert([waiting]);
        return;
      }
      const notStored = new NotStoredError('The delivery could not be stored.', { cause: error });
      for (const waiting of batch) waiting.failed(notStored);
      return;
    }
    failpoint('in.after_commit');
    for (const waiting of batch) waiting.stored();
    this.onStored(batch.length);
  }

  /** With callbacks: the promise wrappers of mysql2 record a stack per call, which costs as much as a small delivery. */
  private run(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.pool.pool.getConnection((unreachable, connection) => {
        if (unreachable) return reject(unreachable);
        const overdue = setTimeout(() => {
          connection.destroy();
          reject(new Error('The insert took too long.'));
        }, INSERT_BUDGET_MS);
        connection.query(sql, (error) => {
          clearTimeout(overdue);
          // After a data error the connection is as good as new; after anything else nobody knows what it still does.
          if (error && !isDataError(error)) connection.destroy();
          else connection.release();
          if (error) reject(error);
          else resolve();
        });
      });
    });
  }
}

/** The statement itself was refused (SQLSTATE 22xxx data, 23xxx constraint); everything else is an outage. */
function isDataError(error: unknown): boolean {
  const state = (error as { sqlState?: string } | null)?.sqlState ?? '';
  return /^2[23]/.test(state);
}
