import type { Pool } from 'mysql2/promise';
import { EventWriter, NotStoredError } from './event-writer';
import type { NewWebhookEvent } from './stored-event';

const event = (marker: string, bytes = 10): NewWebhookEvent => ({ id: Buffer.alloc(16, 1), source: 'http', receivedAt: 1_795_341_637_123, body: Buffer.alloc(bytes, marker), bodySha256: Buffer.alloc(32), matchedChannels: Buffer.alloc(0), matchedSecret: null, signature: null, remoteIp: '127.0.0.1', userAgent: `ua '"\\ ü`, requestId: 'r', startedAt: 0 });
const failing = (sqlState: string) => Object.assign(new Error('refused'), { sqlState });

/** A pool whose statements end when the test says so. */
class ScriptedPool {
  readonly statements: { sql: string; finish: (error?: Error) => void }[] = [];
  destroyed = 0;
  script: ((sql: string) => Error | null) | null = null;
  readonly pool = {
    getConnection: (callback: (error: null, connection: object) => void) =>
      callback(null, {
        query: (sql: string, answer: (error: Error | null) => void) => {
          const finish = (error?: Error) => answer(error ?? null);
          this.statements.push({ sql, finish });
          if (this.script) finish(this.script(sql) ?? undefined);
        },
        release: () => undefined,
        destroy: () => this.destroyed++,
      }),
  };
}
const rowsOf = (sql: string) => sql.split("'received'").length - 1;
/** Until what was begun has reached the database; a timer could be due before it, on a busy machine. */
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('EventWriter', () => {
  let pool: ScriptedPool;
  let writer: EventWriter;
  beforeEach(() => {
    pool = new ScriptedPool();
    writer = new EventWriter(pool as unknown as Pool);
  });

  it('gathers what arrives while a statement is in flight, and answers nobody before its own OK', async () => {
    let stored = 0;
    const first = writer.write(event('a')).then(() => stored++);
    await turn();
    const rest = Array.from({ length: 20 }, () => writer.write(event('b')).then(() => stored++));
    await turn();
    expect(pool.statements).toHaveLength(1);
    pool.statements[0].finish();
    await first;
    await turn();
    expect(stored).toBe(1);
    expect(rowsOf(pool.statements[1].sql)).toBe(20);
    pool.statements[1].finish();
    await Promise.all(rest);
    expect(stored).toBe(21);
  });

  it('holds at most 500 rows and 4 MiB in a statement', async () => {
    pool.script = () => null;
    await Promise.all(Array.from({ length: 1100 }, () => writer.write(event('a'))));
    expect(pool.statements.map(({ sql }) => rowsOf(sql))).toEqual([500, 500, 100]);
    pool.statements.length = 0;
    await Promise.all(Array.from({ length: 5 }, () => writer.write(event('a', 1_500_000))));
    expect(pool.statements.map(({ sql }) => rowsOf(sql))).toEqual([2, 2, 1]);
  });

  it('writes rows one by one when the data of one is refused, so that only that one fails', async () => {
    const poison = Buffer.alloc(10, 'p').toString('hex');
    pool.script = (sql) => (sql.includes(poison) ? failing('22001') : null);
    const results = await Promise.allSettled([writer.write(event('a')), writer.write(event('p')), writer.write(event('b'))]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(pool.destroyed).toBe(0);
  });

  it('fails every waiter of a statement whose connection broke, and throws the connection away', async () => {
    pool.script = () => failing('08S01');
    const results = await Promise.allSettled([writer.write(event('a')), writer.write(event('b'))]);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: expect.any(NotStoredError) });
    expect(pool.destroyed).toBe(1);
    pool.script = () => null;
    await writer.write(event('c'));
  });

  it('refuses at once when too much waits', async () => {
    const waiting = Array.from({ length: 5500 }, () => writer.write(event('a')).then(() => 'stored', (error) => error.constructor.name));
    await turn();
    pool.script = () => null;
    pool.statements[0].finish();
    const results = await Promise.all(waiting);
    expect(results.filter((result) => result === 'stored').length).toBeGreaterThanOrEqual(5000);
    expect(results.filter((result) => result === 'NotStoredError').length).toBeGreaterThan(0);
  });

  it('quotes what came from headers as bytes', async () => {
    pool.script = () => null;
    await writer.write(event('a'));
    expect(pool.statements[0].sql).toContain(`CONVERT(x'${Buffer.from(`ua '"\\ ü`).toString('hex')}' USING utf8mb4)`);
    expect(pool.statements[0].sql).toContain("'2026-11-22 10:00:37.123'");
  });
});
