// The addresses of a start, and the environment its apps get. Secrets travel here and never in arguments.
import path from 'node:path';
import { choosePort, isFree } from '../services/ports.mjs';
import { instanceId } from './instance.mjs';

const PREFERRED = { api: 3000, simulator: 3100, worker: 3200 };

/** The ports of this start: PORT when it is set, else last time's, else the next free one. */
export async function appPorts(paths, env = process.env) {
  return {
    api: env.PORT ? await demandedPort(env.PORT) : await choosePort(paths.ports, 'api', PREFERRED.api),
    simulator: await choosePort(paths.ports, 'simulator', PREFERRED.simulator),
    worker: await choosePort(paths.ports, 'worker', PREFERRED.worker),
  };
}

/** The environment of every app of this clone. */
export function appEnvironment({ root, paths, services, ports, folder, mode, env = process.env }) {
  return {
    ...env,
    NODE_ENV: env.NODE_ENV ?? (mode === 'dev' ? 'development' : 'production'),
    DATABASE_URL: services.databaseUrl,
    REDIS_URL: services.redisUrl,
    PORT: String(ports.api),
    WORKER_PORT: String(ports.worker),
    MAILTRIXY_PUBLIC_URL: env.MAILTRIXY_PUBLIC_URL || `http://localhost:${ports.api}`,
    MAILTRIXY_DATA_DIR: paths.data,
    MAILTRIXY_LOG_DIR: env.MAILTRIXY_LOG_DIR || path.join(root, 'storage/logs'),
    MAILTRIXY_INSTANCE: instanceId(paths.data),
    MAILTRIXY_SIMULATOR_URL: env.MAILTRIXY_SIMULATOR_URL || `http://127.0.0.1:${ports.simulator}`,
    MAILTRIXY_SIMULATOR_PORT: String(ports.simulator),
    MAILTRIXY_SIMULATOR_STATE: path.join(paths.data, 'simulator.json'),
    MAILTRIXY_WEB_ROOT: path.join(folder, 'inbox/browser'),
    // Node 22 and newer keep compiled code there, which makes the second start quicker; older ones ignore it.
    NODE_COMPILE_CACHE: path.join(paths.data, 'compile-cache'),
  };
}

async function demandedPort(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`PORT=${text} is not a port number.`);
  if (!(await isFree(port))) throw new Error(`Port ${port} (from PORT) is in use by another program. Stop it, or leave PORT out.`);
  return port;
}
