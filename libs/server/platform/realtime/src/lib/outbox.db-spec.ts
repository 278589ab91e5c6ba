import Redis from 'ioredis';
import { newId } from '@mailtrixy/server/platform/clock';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import { appendOutbox, isCursorGood, OutboxTail, purgeOutbox, readOffset, readOutbox, readWorkspaceOutbox, saveOffset, stampOutbox, syncCursor } from '../index';

const redisUrl = process.env['MAILTRIXY_TEST_REDIS_URL'] as string;
const eventually = async (holds: () => boolean | Promise<boolean>) => {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries > 1000) throw new Error('it did not happen within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describe('outbox', () => {
  let database: TestDatabase;
  const workspaceId = newId();
  const write = (entityId: string) => database.dataSource.transaction('READ COMMITTED', (tx) => appendOutbox(tx, [{ workspaceId, topic: 'message.created', entityId }]));
  const tails: OutboxTail[] = [];
  const follow = async (pollMs: number, ringChannel = newId(), url = redisUrl) => {
    const seen: string[] = [];
    const seqs: number[] = [];
    const tail = new OutboxTail({
      dataSource: database.dataSource,
      redisUrl: url,
      ringChannel,
      pollMs,
      onRows: async (rows) => {
        for (const row of rows) {
          seen.push(row.entityId as string);
          seqs.push(row.seq);
        }
      },
      onError: (error) => {
        throw error;
      },
    });
    tails.push(tail);
    await tail.start();
    return { seen, seqs };
  };

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(tails.splice(0).map((tail) => tail.stop()));
  });
  afterAll(() => database?.drop());

  it('hands a reader of rare topics those alone, and keeps its place past the others', async () => {
    const rare: string[] = [];
    const tail = new OutboxTail({
      dataSource: database.dataSource,
      redisUrl,
      ringChannel: newId(),
      pollMs: 20,
      topics: ['channel.updated'],
      onRows: async (rows) => void rare.push(...rows.map((row) => `${row.topic} ${row.entityId}`)),
      onError: (error) => {
        throw error;
      },
    });
    tails.push(tail);
    await tail.start();
    const [a, b] = [newId(), newId()];
    const channelChanged = (entityId: string) => database.dataSource.transaction('READ COMMITTED', (tx) => appendOutbox(tx, [{ workspaceId, topic: 'channel.updated', entityId }]));
    await write(newId());
    await channelChanged(a);
    await write(newId());
    await eventually(() => rare.length === 1);
    await write(newId());
    await channelChanged(b);
    await eventually(() => rare.length === 2);
    expect(rare).toEqual([`channel.updated ${a}`, `channel.updated ${b}`]);
  });

  it('loses nothing for any reader when two open transactions commit out of order', async () => {
    const [fast, slow] = [await follow(20), await follow(60)];
    const [first, second] = [database.dataSource.createQueryRunner(), database.dataSource.createQueryRunner()];
    const [a, b, c] = [newId(), newId(), newId()];
    await first.startTransaction('READ COMMITTED');
    await appendOutbox(first.manager, [{ workspaceId, topic: 'message.created', entityId: a }]);
    await second.startTransaction('READ COMMITTED');
    await appendOutbox(second.manager, [{ workspaceId, topic: 'message.created', entityId: b }]);
    await second.commitTransaction();
    await eventually(() => fast.seen.length === 1);
    await write(c);
    await eventually(() => fast.seen.length === 2 && slow.seen.length === 2);
    expect(fast.seen).toEqual([b, c]);
    const cursor = Number(await syncCursor(database.dataSource.manager));
    await first.commitTransaction();
    await eventually(() => fast.seen.length === 3 && slow.seen.length === 3);
    expect(fast.seen).toEqual([b, c, a]);
    expect(slow.seen).toEqual([b, c, a]);
    expect((await readWorkspaceOutbox(database.dataSource.manager, workspaceId, cursor, 10)).map(({ entityId }) => entityId)).toEqual([a]);
    await Promise.all([first.release(), second.release()]);
  });

  it('numbers without gaps or repeats while ten writers and two stampers race', async () => {
    const before = Number(await syncCursor(database.dataSource.manager));
    const reader = await follow(20);
    const stampers = Promise.all([0, 1].map(async () => { for (let i = 0; i < 20; i++) { await stampOutbox(database.dataSource); } }));
    await Promise.all(Array.from({ length: 10 }, async () => { for (let i = 0; i < 10; i++) await write(newId()); }));
    await stampers;
    await eventually(() => reader.seen.length >= 100);
    expect(reader.seqs).toEqual(Array.from({ length: 100 }, (_, index) => before + index + 1));
    expect(new Set(reader.seen).size).toBe(100);
  });

  it('wakes by the ring alone when the timer sleeps, and by the timer alone without Redis', async () => {
    const channel = newId();
    const rung = await follow(60_000, channel);
    const deaf = await follow(50, channel, 'redis://127.0.0.1:1/0');
    const redis = new Redis(redisUrl);
    await eventually(async () => Number((await redis.pubsub('NUMSUB', channel))[1]) === 1);
    const id = newId();
    await write(id);
    await redis.publish(channel, '1');
    await eventually(() => rung.seen.length > 0 && deaf.seen.length > 0);
    expect(rung.seen).toEqual([id]);
    expect(deaf.seen).toEqual([id]);
    redis.disconnect();
  });

  it('writes neighbours of one topic and channel as one row and hands them out one by one, never half a row', async () => {
    const { manager } = database.dataSource;
    const before = Number(await syncCursor(manager));
    const channelId = newId();
    const arrivals = Array.from({ length: 230 }, () => ({ workspaceId, topic: 'message.received' as const, channelId, conversationId: newId(), entityId: newId() }));
    const entries = [...arrivals, { workspaceId, topic: 'log.created' as const, channelId, conversationId: null, entityId: newId() }, { workspaceId, topic: 'log.created' as const, channelId, conversationId: null, entityId: newId() }, { workspaceId, topic: 'log.created' as const, channelId: newId(), conversationId: null, entityId: newId(), payload: { a: 1 } }];
    await database.dataSource.transaction('READ COMMITTED', (tx) => appendOutbox(tx, entries));
    expect(await stampOutbox(database.dataSource)).toBe(5);
    const rows = await readWorkspaceOutbox(manager, workspaceId, before, 1000);
    expect(rows.map(({ seq: _, payload, ...row }) => ({ ...row, ...(payload ? { payload } : {}) }))).toEqual(entries);
    expect([...new Set(rows.map(({ seq }) => seq))]).toEqual([1, 2, 3, 4, 5].map((n) => before + n));
    expect((await readOutbox(manager, before, 150)).length).toBe(200);
    expect((await readOutbox(manager, before + 2, 1)).map(({ entityId }) => entityId)).toEqual(arrivals.slice(200).map(({ entityId }) => entityId));
  });

  it('keeps an offset per consumer that never goes back', async () => {
    const { manager } = database.dataSource;
    const start = await readOffset(manager, 'rules');
    expect(String(start)).toBe(await syncCursor(manager));
    await saveOffset(manager, 'rules', start + 5);
    await saveOffset(manager, 'rules', start + 2);
    expect(await readOffset(manager, 'rules')).toBe(start + 5);
    await database.dataSource.query('DELETE FROM consumer_offset');
  });

  it('refuses cursors older than 48 hours and from the future, and purges what nobody may ask for', async () => {
    const { manager } = database.dataSource;
    await write(newId());
    await stampOutbox(database.dataSource);
    const newest = Number(await syncCursor(manager));
    expect(await isCursorGood(manager, newest)).toBe(true);
    expect(await isCursorGood(manager, newest - 1)).toBe(true);
    expect(await isCursorGood(manager, newest + 1)).toBe(false);
    await database.dataSource.query('UPDATE outbox_event SET created_at = NOW(3) - INTERVAL 50 HOUR WHERE seq < ?', [newest]);
    expect(await isCursorGood(manager, newest - 2)).toBe(false);
    const left = await purgeOutbox(database.dataSource);
    expect(left).toBeGreaterThan(0);
    expect((await readOutbox(manager, 0, 10)).map(({ seq }) => seq)).toEqual([newest]);
    expect(await isCursorGood(manager, newest - 1)).toBe(true);
    expect(await isCursorGood(manager, newest - 2)).toBe(false);
  });
});
