// MariaDB and Redis for a bench: those of the environment, else this clone's private test servers.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import mysql from 'mysql2/promise';
import { bringUpServices, TEST_PORTS } from '../../services/ways.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** @returns {Promise<{ databaseUrl: string, redisUrl: string }>} addresses of servers, not of a database */
export async function benchServices() {
  const databaseUrl = process.env.MAILTRIXY_TEST_DATABASE_URL;
  const redisUrl = process.env.MAILTRIXY_TEST_REDIS_URL;
  if (databaseUrl && redisUrl) return { databaseUrl, redisUrl };
  const services = await bringUpServices(path.join(root, '.data-test'), { database: 'mailtrixy_test', ports: TEST_PORTS, say: (line) => console.error(line) });
  return { databaseUrl: services.databaseUrl, redisUrl: services.redisUrl };
}

/** A fresh database with the built schema. @returns {Promise<{ url: string, pool: mysql.Pool, drop: () => Promise<void> }>} */
export async function benchDatabase(services, dist) {
  const name = `mailtrixy_b_${randomBytes(5).toString('hex')}`;
  const admin = await mysql.createConnection(connection(services.databaseUrl, ''));
  await admin.query(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  const url = new URL(services.databaseUrl);
  url.pathname = `/${name}`;
  execFileSync(process.execPath, [path.join(dist, 'apps/api/migrate.cjs')], { env: { ...process.env, DATABASE_URL: url.href, REDIS_URL: services.redisUrl, MAILTRIXY_LOG_DIR: '' }, stdio: ['ignore', 'ignore', 'inherit'] });
  const pool = mysql.createPool({ ...connection(url.href), connectionLimit: 4, timezone: 'Z' });
  pool.pool.on('connection', (c) => c.query("SET SESSION time_zone = '+00:00'")); // the server may be anywhere
  return {
    url: url.href,
    pool,
    drop: async () => {
      await pool.end();
      await admin.query(`DROP DATABASE IF EXISTS \`${name}\``);
      await admin.end();
    },
  };
}

export function connection(databaseUrl, database) {
  const url = new URL(databaseUrl);
  const socketPath = url.searchParams.get('socketPath');
  return { ...(socketPath ? { socketPath } : { host: url.hostname, port: Number(url.port || 3306) }), user: decodeURIComponent(url.username), password: decodeURIComponent(url.password), database: (database ?? decodeURIComponent(url.pathname.slice(1))) || undefined };
}
