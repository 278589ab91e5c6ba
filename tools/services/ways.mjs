// Which servers to use: the ways of docs/operator-guide.md, "Where the servers come from", in their order.
import { rmSync } from 'node:fs';
import { aptInstall } from './apt.mjs';
import { bringUpContainers, requireDocker } from './docker.mjs';
import { compareWithData, dataVersion } from './data-version.mjs';
import { checkDatabaseUrl, checkRedisUrl } from './environment.mjs';
import { findDatabaseServers, findRedisServers } from './find-binaries.mjs';
import { bringUpMariadb } from './mariadb.mjs';
import { bringUpRedis } from './redis.mjs';
import { stopServer } from './server-process.mjs';
import { servicePaths } from './service-paths.mjs';
import { unpackedServers } from './unpack.mjs';

export const WAYS = ['env', 'path', 'unpack', 'apt', 'docker'];

/** Where the servers of npm start and of npm test would like to listen. */
export const PORTS = { mariadb: 33306, redis: 36379 };
export const TEST_PORTS = { mariadb: 34306, redis: 34379 };

/** The test server's own zone: whoever forgets that sessions run in UTC is two hours off. */
export const TEST_TIME_ZONE = '+02:00';

/**
 * Running servers: their addresses, where they come from, and how to stop what we have started.
 * @typedef {{ way: string, databaseUrl: string, redisUrl: string, rootUrl?: string, paths: object, private: string[],
 *   adopted: boolean, stop: () => Promise<void> }} Services
 */

/**
 * Brings up MariaDB (or MySQL) and Redis for one data folder.
 * `ports` are wishes; `say` gets one line per thing worth knowing.
 * @returns {Promise<Services>}
 */
export async function bringUpServices(dataFolder, { env = process.env, database = 'mailtrixy', ports = PORTS, say = () => {} } = {}) {
  const paths = servicePaths(dataFolder);
  const forced = env.MAILTRIXY_SERVICES || null;
  if (forced && !WAYS.includes(forced)) throw new Error(`MAILTRIXY_SERVICES=${forced} is not a way; choose one of ${WAYS.join(', ')}.`);
  const given = await givenByEnvironment(env, forced);
  if (given.databaseUrl && given.redisUrl) return { ...given, way: 'env', paths, private: [], adopted: false, stop: async () => leaveTempFolder(paths) };

  const options = { ports, database, say, given };
  if (forced) return oneWay(forced, paths, options);
  const reasons = [];
  for (const way of ['path', 'unpack', 'docker']) {
    try {
      return await oneWay(way, paths, options);
    } catch (error) {
      if (!(error instanceof WayClosed)) throw error;
      reasons.push(`  ${way.padEnd(7)} ${error.message}`);
    }
  }
  throw new Error(`No MariaDB (or MySQL) and Redis could be found or fetched:\n${reasons.join('\n')}\n${WAYS_TO_GO_ON}`);
}

const WAYS_TO_GO_ON = `Any one of these helps:
  - install them: apt install mariadb-server redis-server, or brew install mariadb redis
  - start Docker
  - name servers you have: DATABASE_URL=mysql://user:password@host:3306/mailtrixy REDIS_URL=redis://:password@host:6379/0`;

/** This way does not lead to servers on this machine: the next one may. Other errors end the search. */
class WayClosed extends Error {}

/** `env` gives both or one of them; what it does not give, another way has to. */
async function givenByEnvironment(env, forced) {
  if (forced && forced !== 'env') return {};
  if (forced === 'env' && !(env.DATABASE_URL && env.REDIS_URL)) {
    throw new Error('MAILTRIXY_SERVICES=env needs both DATABASE_URL and REDIS_URL.');
  }
  if (env.DATABASE_URL) await checkDatabaseUrl(env.DATABASE_URL);
  if (env.REDIS_URL) await checkRedisUrl(env.REDIS_URL);
  return { databaseUrl: env.DATABASE_URL || undefined, redisUrl: env.REDIS_URL || undefined };
}

async function oneWay(way, paths, options) {
  if (way === 'docker') {
    await closedOnError(() => requireDocker());
    const running = await bringUpContainers(paths, options);
    const stop = () => running.stop().then(() => leaveTempFolder(paths));
    return { ...running, ...withoutEmpty(options.given), way, paths, private: [], adopted: false, stop };
  }
  return processes(way, paths, await serversOf(way, paths, options), options);
}

/** The server programs one way offers: { database: ServerBinary[], redis: ServerBinary[] }. */
async function serversOf(way, paths, { say, given }) {
  if (way === 'unpack') return closedOnError(() => unpackedServers(paths, say));
  if (way === 'apt') {
    await closedOnError(() => aptInstall(['mariadb-server-core', 'mariadb-client', 'redis-server'], say));
  }
  const servers = { database: await findDatabaseServers(), redis: await findRedisServers() };
  const missing = [
    ...(servers.database.length > 0 || given.databaseUrl ? [] : ['MariaDB (10.6 or newer) or MySQL (8.0 or newer)']),
    ...(servers.redis.length > 0 || given.redisUrl ? [] : ['Redis (6.0 or newer)']),
  ];
  if (missing.length > 0) throw new WayClosed(`not installed here: ${missing.join(', ')}`);
  return servers;
}

async function processes(way, paths, servers, { ports, database, say, given }) {
  const stops = [];
  const services = { way, paths, private: [], adopted: true };
  try {
    services.databaseUrl = given.databaseUrl;
    if (!given.databaseUrl) {
      const binary = suitable(servers.database, paths.mariadb);
      const { url, rootUrl, adopted } = await bringUpMariadb(paths, binary, { preferredPort: ports.mariadb, database, say });
      Object.assign(services, { databaseUrl: url, rootUrl, adopted, database: binary });
      services.private.push('mariadb');
      stops.unshift(() => stopServer(paths, 'mariadb'));
    }
    services.redisUrl = given.redisUrl;
    if (!given.redisUrl) {
      const binary = suitable(servers.redis, paths.redis);
      const { url, adopted } = await bringUpRedis(paths, binary, { preferredPort: ports.redis });
      Object.assign(services, { redisUrl: url, adopted: adopted && services.adopted, redis: binary });
      services.private.push('redis');
      stops.unshift(() => stopServer(paths, 'redis'));
    }
  } catch (error) {
    for (const stop of stops) await stop();
    throw error;
  }
  services.stop = async () => {
    for (const stop of stops) await stop(); // Redis first, MariaDB last
    leaveTempFolder(paths);
  };
  return services;
}

/** Nothing of ours listens there any more; the next start makes the folder again. */
function leaveTempFolder(paths) {
  rmSync(paths.sockets, { recursive: true, force: true });
}

/** The first program that may open the data at hand; where none may, the first one's refusal is the message. */
function suitable(binaries, folder) {
  if (!dataVersion(folder)) return binaries[0];
  let refusal = null;
  for (const binary of binaries) {
    try {
      compareWithData(folder, binary);
      return binary;
    } catch (error) {
      refusal ??= error;
    }
  }
  throw refusal;
}

async function closedOnError(action) {
  try {
    return await action();
  } catch (error) {
    throw new WayClosed(error.message);
  }
}

function withoutEmpty(object) {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
