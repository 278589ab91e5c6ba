import type { EntityManager } from 'typeorm';
import { createTestDatabase, type TestDatabase } from './test-database';
import { isConnectionError, limitIdleTransaction } from './transaction';

describe('a process that hangs within a transaction', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase([], { connections: 4, statementTimeoutMs: 10_000 });
    await database.dataSource.query('CREATE TABLE held (id INT PRIMARY KEY)');
    await database.dataSource.query('INSERT INTO held VALUES (1)');
  });
  afterAll(() => database?.drop());

  /** What is still there for others, asked until it is there. */
  async function freeRows(): Promise<unknown[]> {
    for (const deadline = Date.now() + 20_000; ; ) {
      const rows: unknown[] = await database.dataSource.query('SELECT id FROM held FOR UPDATE SKIP LOCKED');
      if (rows.length || Date.now() > deadline) return rows;
    }
  }

  // MySQL's statement, which MariaDB understands too; and MariaDB's own.
  it.each([
    ['MySQL', async (tx: EntityManager) => {
      await tx.query('SET SESSION idle_transaction_timeout = 0');
      await limitIdleTransaction({ connection: { options: { type: 'mysql' } }, query: (sql: string) => tx.query(sql) } as unknown as EntityManager, 1);
    }],
    ['MariaDB', (tx: EntityManager) => tx.query('SET SESSION idle_transaction_timeout = 1')],
  ])('loses its rows, its late commit counts for nothing, and the pool has another connection (%s)', async (_server, limit) => {
    const hung = database.dataSource.createQueryRunner();
    await hung.startTransaction('READ COMMITTED');
    await hung.query('SELECT id FROM held FOR UPDATE');
    await limit(hung.manager);
    await hung.query('INSERT INTO held VALUES (2)');
    expect(await database.dataSource.query('SELECT id FROM held FOR UPDATE SKIP LOCKED')).toEqual([]);
    expect(await freeRows()).toEqual([{ id: 1 }]);
    const late = await hung.commitTransaction().then(() => null, (error: unknown) => error);
    expect(isConnectionError(late)).toBe(true);
    await hung.release().catch(() => undefined);
    expect(await database.dataSource.query('SELECT id FROM held')).toEqual([{ id: 1 }]);
  });

  it('every session of MariaDB has a limit of its own, and needs no other', async () => {
    const [{ seconds }]: { seconds: number }[] = await database.dataSource.query('SELECT @@SESSION.idle_transaction_timeout AS seconds');
    expect(Number(seconds)).toBe(30);
    const asked: string[] = [];
    await limitIdleTransaction({ connection: { options: { type: 'mariadb' } }, query: async (sql: string) => asked.push(sql) } as unknown as EntityManager);
    expect(asked).toEqual([]);
  });
});
