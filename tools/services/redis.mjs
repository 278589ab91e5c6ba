// The private Redis (or Valkey) of one clone.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compareWithData, copyBeforeUpgrade, rememberDataVersion } from './data-version.mjs';
import { choosePort } from './ports.mjs';
import { askRedis } from './redis-login.mjs';
import { secret } from './secrets.mjs';
import { runningServer, startServer, stopServer, stopUnrecorded } from './server-process.mjs';

/** Makes the private Redis run: adopts it when it is alive already, else starts it. Returns { url, record, adopted }. */
export async function bringUpRedis(paths, binary, { preferredPort }) {
  const password = secret(paths.secrets, 'redis');
  const running = runningServer(paths, 'redis');
  if (running && (await ready(running.port, password))) return { url: redisUrl(running.port, password), record: running, adopted: true };

  if (running) await stopServer(paths, 'redis');
  await stopUnrecorded(path.join(paths.run, 'redis.pid'), paths.redis, 'redis');
  if (compareWithData(paths.redis, binary) === 'upgrade') copyBeforeUpgrade(paths.redis);
  mkdirSync(paths.redis, { recursive: true, mode: 0o700 });
  const port = await choosePort(paths.ports, 'redis', preferredPort);
  const plan = {
    name: 'redis',
    binary: binary.path,
    args: [writeConfiguration(paths, port, password)],
    env: binary.env,
    folder: paths.redis,
    port,
    version: binary.version,
    pidFile: path.join(paths.run, 'redis.pid'),
    log: path.join(paths.logs, 'redis.log'),
  };
  const record = await startServer(paths, plan, () => redisAnswers(plan.port, password));
  rememberDataVersion(paths.redis, binary);
  return { url: redisUrl(port, password), record, adopted: false };
}

/** Rejects until the Redis on that port is up, has loaded its data, and takes our password. */
export async function redisAnswers(port, password) {
  await askRedis({ host: '127.0.0.1', port }, password, ['PING']);
}

/** The address the apps use. */
export function redisUrl(port, password) {
  return `redis://:${password}@127.0.0.1:${port}/0`;
}

async function ready(port, password) {
  try {
    await redisAnswers(port, password);
    return true;
  } catch {
    return false; // alive, but not serving us
  }
}

/** In a file and not in arguments: arguments can be read by every user of the machine. */
function writeConfiguration(paths, port, password) {
  const file = path.join(paths.run, 'redis.conf');
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${quoted(paths.redis)}`,
    `pidfile ${quoted(path.join(paths.run, 'redis.pid'))}`,
    `logfile ${quoted(path.join(paths.logs, 'redis.log'))}`,
    `requirepass ${password}`,
    'daemonize no',
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction', // Bull loses jobs under any other policy
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

function quoted(text) {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
