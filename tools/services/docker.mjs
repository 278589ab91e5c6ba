// The way "docker": MySQL and Redis in containers, by docker compose.
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { findProgram, searchFolders } from './find-binaries.mjs';
import { choosePort } from './ports.mjs';
import { readJson } from './json-file.mjs';
import { redisUrl } from './redis.mjs';
import { run, tail } from './run-command.mjs';
import { secret } from './secrets.mjs';

const COMPOSE_FILE = fileURLToPath(new URL('docker/compose.yaml', import.meta.url));

/** Rejects with the reason when docker cannot be used here. */
export async function requireDocker() {
  const docker = findProgram(['docker'], searchFolders());
  if (!docker) throw new Error('docker is not installed');
  const engine = await run(docker, ['info', '--format', '{{.ServerVersion}}'], { timeout: 15_000 });
  if (engine.code !== 0) throw new Error('docker is installed, but its engine does not answer');
  const compose = await run(docker, ['compose', 'version'], { timeout: 15_000 });
  if (compose.code !== 0) throw new Error('docker is installed, but docker compose is not');
  return docker;
}

/** Starts (or finds running) this clone's containers and waits for their health checks. */
export async function bringUpContainers(paths, { ports, database, say }) {
  const docker = await requireDocker();
  const kept = readJson(paths.ports, {});
  const passwords = { root: secret(paths.secrets, 'mariadb-root'), app: secret(paths.secrets, 'mariadb-app'), redis: secret(paths.secrets, 'redis') };
  const alreadyUp = await isUp(docker, paths);
  const port = {
    mariadb: alreadyUp && kept.mariadb ? kept.mariadb : await choosePort(paths.ports, 'mariadb', ports.mariadb),
    redis: alreadyUp && kept.redis ? kept.redis : await choosePort(paths.ports, 'redis', ports.redis),
  };
  say('docker compose up (the first time it downloads MySQL and Redis)');
  const env = {
    ...process.env,
    MAILTRIXY_DOCKER_ROOT_PASSWORD: passwords.root,
    MAILTRIXY_DOCKER_APP_PASSWORD: passwords.app,
    MAILTRIXY_DOCKER_REDIS_PASSWORD: passwords.redis,
    MAILTRIXY_DOCKER_DATABASE: database,
    MAILTRIXY_DOCKER_DATABASE_PORT: String(port.mariadb),
    MAILTRIXY_DOCKER_REDIS_PORT: String(port.redis),
  };
  const { code, output } = await run(docker, [...compose(paths), 'up', '--detach', '--wait'], { env, timeout: 900_000 });
  if (code !== 0) throw new Error(`docker compose ended with code ${code}:\n${tail(output, 8)}`);
  return {
    databaseUrl: `mysql://mailtrixy:${passwords.app}@127.0.0.1:${port.mariadb}/${database}`,
    redisUrl: redisUrl(port.redis, passwords.redis),
    stop: () => stopContainers(docker, paths, env),
  };
}

/** `stop` and not `down`: the containers keep their place, and the next start is quick. */
async function stopContainers(docker, paths, env) {
  await run(docker, [...compose(paths), 'stop'], { env, timeout: 120_000 });
}

async function isUp(docker, paths) {
  const { code, output } = await run(docker, ['ps', '--quiet', '--filter', `label=com.docker.compose.project=${projectName(paths)}`], { timeout: 15_000 });
  return code === 0 && output.trim() !== '';
}

function compose(paths) {
  return ['compose', '--project-name', projectName(paths), '--file', COMPOSE_FILE];
}

/** One project per data folder, so that two clones have their own containers and volumes. */
export function projectName(paths) {
  return `mailtrixy-${createHash('sha256').update(paths.data).digest('hex').slice(0, 8)}`;
}
