import { createPool, type Pool } from 'mysql2/promise';
import type { DataSource } from 'typeorm';
import { connectionOptions, sessionSql } from '@mailtrixy/server/platform/database';

/** Injection token of the webhook edge's own connections: a busy inbox must not be able to starve ingest. */
export const WEBHOOK_POOL = Symbol('WebhookPool');

const CONNECTIONS = 4;
const STATEMENT_TIMEOUT_MS = 5000;

/** @param flavour what the process's DataSource found the server to be */
export function createWebhookPool(databaseUrl: string, dataSource: Pick<DataSource, 'options'>): Pool {
  const pool = createPool({ ...connectionOptions(databaseUrl), connectionLimit: CONNECTIONS, queueLimit: 100, enableKeepAlive: true, connectTimeout: 1500 });
  const session = sessionSql({ flavour: dataSource.options.type === 'mysql' ? 'mysql' : 'mariadb', version: '' }, STATEMENT_TIMEOUT_MS);
  // Queued ahead of whatever the borrower sends; a connection that refuses it is of no use.
  pool.pool.on('connection', (connection) => connection.query(session, (error: unknown) => error && connection.destroy()));
  return pool;
}
