import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import type { DataSource } from 'typeorm';
import { connectionOptions, createDataSource, type Entities, type PoolOptions } from './data-source';
import { migrate } from './migrate';

export interface TestDatabase {
  url: string;
  name: string;
  dataSource: DataSource;
  /** Closes the pool and drops the database. */
  drop: () => Promise<void>;
}

/**
 * A fresh, migrated database on the private test server, one per suite.
 * @throws when MAILTRIXY_TEST_DATABASE_URL is not set: run the suite through `npm test`, or `npm run services -- test-env`
 */
export async function createTestDatabase(entities: Entities = [], pool?: PoolOptions): Promise<TestDatabase> {
  const serverUrl = process.env['MAILTRIXY_TEST_DATABASE_URL'];
  if (!serverUrl) throw new Error('MAILTRIXY_TEST_DATABASE_URL is not set. Run the tests with "npm test".');
  const name = `mailtrixy_t_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const dataSource = await (await createDataSource(url.toString(), entities, pool)).initialize();
  await migrate(dataSource);
  return {
    url: url.toString(),
    name,
    dataSource,
    drop: async () => {
      if (dataSource.isInitialized) await dataSource.destroy();
      await onServer(serverUrl, `DROP DATABASE IF EXISTS \`${name}\``);
    },
  };
}

async function onServer(serverUrl: string, sql: string): Promise<void> {
  const connection = await createConnection({ ...connectionOptions(serverUrl), database: undefined });
  await connection.query(sql);
  await connection.end();
}
