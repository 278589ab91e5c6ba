// Finding a database and a Redis server that are installed on this machine.
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { run } from './run-command.mjs';

/** Folders that hold servers but are often not on a user's PATH. */
const MORE_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/local/mysql/bin',
  ...['/opt/homebrew', '/usr/local'].flatMap((prefix) => [
    `${prefix}/bin`,
    `${prefix}/sbin`,
    ...['mariadb', 'mysql', 'mysql@8.4', 'redis', 'valkey'].map((name) => `${prefix}/opt/${name}/bin`),
  ]),
];

const OLDEST = { mariadb: '10.6', mysql: '8.0', redis: '6.0', valkey: '7.0' };

/**
 * A server program as found: its path, what it really is, its version, and what it needs to run.
 * @typedef {{ path: string, flavour: 'mariadb'|'mysql'|'redis'|'valkey', version: string, env: object, prefix: string|null }} ServerBinary
 */

/** Every usable database server, in order of preference. On Debian `mysqld` is MariaDB, so only --version tells. */
export function findDatabaseServers(options = {}) {
  return findAll(['mariadbd', 'mysqld'], parseDatabaseVersion, options);
}

/** Every usable Redis (or Valkey) server. */
export function findRedisServers(options = {}) {
  return findAll(['redis-server', 'valkey-server'], parseRedisVersion, options);
}

/** The folders to look into: PATH first. */
export function searchFolders(env = process.env) {
  return [...new Set([...(env.PATH ?? '').split(path.delimiter).filter(Boolean), ...MORE_FOLDERS])];
}

/** The first of these program names in the folders, or null. */
export function findProgram(names, folders) {
  for (const name of names) {
    for (const folder of folders) {
      const file = path.join(folder, name);
      if (isExecutable(file)) return file;
    }
  }
  return null;
}

/** "mariadbd  Ver 10.11.6-MariaDB …" or "mysqld  Ver 8.4.3 for Linux …" */
export function parseDatabaseVersion(text) {
  const version = /Ver (\d+\.\d+\.\d+)/.exec(text)?.[1];
  return version ? { flavour: /mariadb/i.test(text) ? 'mariadb' : 'mysql', version } : null;
}

/** "Redis server v=7.0.15 sha=…" or "Valkey server v=8.0.1 …" */
export function parseRedisVersion(text) {
  const found = /(Redis|Valkey) server v=(\d+\.\d+\.\d+)/i.exec(text);
  return found ? { flavour: found[1].toLowerCase(), version: found[2] } : null;
}

/** Compares dotted versions by their first `parts` numbers: negative, zero or positive. */
export function compareVersions(a, b, parts = 3) {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number));
  for (let i = 0; i < parts; i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

async function findAll(names, parse, { folders = searchFolders(), env = {}, prefix = null } = {}) {
  const found = [];
  for (const name of names) {
    for (const folder of folders) {
      const file = path.join(folder, name);
      if (!isExecutable(file)) continue;
      const { output } = await run(file, ['--version'], { env: { ...process.env, ...env }, timeout: 10_000 });
      const identity = parse(output);
      if (!identity || compareVersions(identity.version, OLDEST[identity.flavour]) < 0) continue;
      found.push({ path: file, ...identity, env, prefix });
    }
  }
  return found;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // not there, or not for us
  }
}
