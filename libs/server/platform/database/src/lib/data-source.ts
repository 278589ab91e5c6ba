import * as mysql2 from 'mysql2';
import { createConnection, type ConnectionOptions } from 'mysql2/promise';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { MIGRATIONS } from './migrations';

/** What the server at DATABASE_URL is; decides TypeORM's driver name and the statement-timeout variable. */
export interface DatabaseServer {
  flavour: 'mysql' | 'mariadb';
  version: string;
}

export interface PoolOptions {
  /** Connections of this process's pool. */
  connections: number;
  /** A statement that runs longer is ended by the server. Milliseconds; 0: no limit. */
  statementTimeoutMs: number;
}

/** Entity classes of the domain libs; the compositions in apps concatenate their lists. */
export type Entities = (new () => object)[];

/** How long a transaction may wait for its process. */
export const IDLE_TRANSACTION_S = 30;

const WEB_POOL: PoolOptions = { connections: 12, statementTimeoutMs: 5000 };

/** @param databaseUrl mysql://user:password@host:port/name, or with ?socketPath=/… */
export function connectionOptions(databaseUrl: string): ConnectionOptions {
  const url = new URL(databaseUrl);
  const socketPath = url.searchParams.get('socketPath');
  return {
    ...(socketPath ? { socketPath } : { host: url.hostname, port: Number(url.port || 3306) }),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || undefined,
    charset: 'utf8mb4_unicode_ci',
    timezone: 'Z',
    connectTimeout: 5000,
  };
}

/** @throws when the server cannot be reached */
export async function detectServer(databaseUrl: string): Promise<DatabaseServer> {
  const connection = await createConnection(connectionOptions(databaseUrl));
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    const { version } = (rows as { version: string }[])[0];
    return { flavour: /mariadb/i.test(version) ? 'mariadb' : 'mysql', version };
  } finally {
    connection.destroy();
  }
}

/**
 * A DataSource whose every connection, the first included, runs in UTC with READ COMMITTED and short lock waits.
 * `synchronize` is never on; entities only map rows.
 */
export async function createDataSource(databaseUrl: string, entities: Entities = [], pool: PoolOptions = WEB_POOL): Promise<DataSource> {
  const server = await detectServer(databaseUrl);
  return new DataSource(dataSourceOptions(databaseUrl, server, entities, pool));
}

export function dataSourceOptions(databaseUrl: string, server: DatabaseServer, entities: Entities = [], pool: PoolOptions = WEB_POOL): DataSourceOptions {
  const { host, port, user, password, database, socketPath } = connectionOptions(databaseUrl);
  return {
    // TypeORM's 'mysql' emits FOR SHARE and STORED NULL, which MariaDB refuses; both names use the mysql2 package.
    type: server.flavour,
    ...(socketPath ? { socketPath } : { host, port }),
    username: user,
    password: password as string,
    database,
    charset: 'utf8mb4_unicode_ci',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: false,
    connectTimeout: 5000,
    poolSize: pool.connections,
    entities,
    migrations: MIGRATIONS,
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'none',
    synchronize: false,
    // The pool's own queue is bounded so that a stalled database turns into errors, not into memory.
    extra: { queueLimit: 500, enableKeepAlive: true, queryFormat },
    driver: withSession(sessionSql(server, pool.statementTimeoutMs)),
  } as DataSourceOptions;
}

/**
 * Puts parameters into a statement as mysql2 does, but leaves a statement without any alone: statements of many rows hold
 * their values as literals, and looking through all of them for a question mark costs more than writing them.
 */
function queryFormat(this: mysql2.Connection, sql: string, values: unknown, timeZone?: string): string {
  if (values === undefined || (Array.isArray(values) && !values.length)) return sql;
  return mysql2.format(sql, values as Parameters<typeof mysql2.format>[1], true, timeZone);
}

/** mysql2 whose pools run `sql` on a connection before they hand it out for the first time. */
function withSession(sql: string): typeof mysql2 {
  return {
    ...mysql2,
    createPool: ((config: mysql2.PoolOptions) => {
      const pool = mysql2.createPool(config);
      pool.on('connection', (connection) => {
        // Queued ahead of whatever the borrower sends; without it the connection may not be used at all.
        connection.query(sql, (error) => error && connection.destroy());
      });
      return pool;
    }) as typeof mysql2.createPool,
  };
}

/** SQL that every new connection runs before its first statement. */
export function sessionSql(server: DatabaseServer, statementTimeoutMs: number): string {
  const timeout = server.flavour === 'mariadb' ? `max_statement_time = ${statementTimeoutMs / 1000}` : `max_execution_time = ${statementTimeoutMs}`;
  const isolation = server.flavour === 'mariadb' ? "tx_isolation = 'READ-COMMITTED'" : "transaction_isolation = 'READ-COMMITTED'";
  // A process that hangs within a transaction must not hold its rows for ever. MySQL has no such setting: limitIdleTransaction.
  const idle = server.flavour === 'mariadb' ? `, idle_transaction_timeout = ${IDLE_TRANSACTION_S}` : '';
  return `SET SESSION time_zone = '+00:00', ${isolation}, innodb_lock_wait_timeout = 4, lock_wait_timeout = 5, ${timeout}${idle}`;
}
