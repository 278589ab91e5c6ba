// The way "env": servers somebody else runs, named by DATABASE_URL and REDIS_URL.
import { logIn } from './mysql-login.mjs';
import { askRedis } from './redis-login.mjs';

/** Rejects in words when the database behind the URL does not answer or does not let us in. */
export async function checkDatabaseUrl(text) {
  const url = parse(text, 'DATABASE_URL', ['mysql:', 'mariadb:'], 'mysql://user:password@host:3306/mailtrixy');
  const socketPath = url.searchParams.get('socketPath');
  const target = socketPath ? { path: socketPath } : { host: bare(url.hostname), port: Number(url.port || 3306) };
  try {
    await logIn(target, decodeURIComponent(url.username), decodeURIComponent(url.password));
  } catch (error) {
    // Some servers speak log-in methods only a driver knows; then the migration will tell whether the password is right.
    if (/in clear|plugin|secure transport|SSL/i.test(error.message)) return;
    throw new Error(`The database in DATABASE_URL (${where(url)}) does not take us: ${error.message}`);
  }
}

/** Rejects in words when the Redis behind the URL does not answer or does not let us in. */
export async function checkRedisUrl(text) {
  const url = parse(text, 'REDIS_URL', ['redis:', 'rediss:'], 'redis://:password@host:6379/0');
  if (url.protocol === 'rediss:') return; // TLS: left to the apps, which have a driver
  try {
    await askRedis({ host: bare(url.hostname), port: Number(url.port || 6379) }, decodeURIComponent(url.password));
  } catch (error) {
    throw new Error(`The Redis in REDIS_URL (${where(url)}) does not take us: ${error.message}`);
  }
}

function parse(text, name, protocols, example) {
  let url;
  try {
    url = new URL(text);
  } catch {
    url = null; // the same words as for a wrong protocol
  }
  if (!url || !protocols.includes(url.protocol)) throw new Error(`${name} is not an address like ${example}.`);
  return url;
}

/** The address without user and password, fit for the screen. */
function where(url) {
  return url.searchParams.get('socketPath') ?? url.host;
}

function bare(hostname) {
  return hostname.replace(/^\[|\]$/g, '');
}
