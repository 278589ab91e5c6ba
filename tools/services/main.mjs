// npm run services -- start|stop|status|env|test-env : the private MariaDB and Redis of this clone by themselves.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeServices } from './control.mjs';
import { runningServer, stopServer } from './server-process.mjs';
import { servicePaths } from './service-paths.mjs';
import { SERVER_TIME_ZONE } from './mariadb-options.mjs';
import { bringUpServices, TEST_PORTS, TEST_TIME_ZONE } from './ways.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const testData = path.join(root, '.data-test');
const data = process.argv.includes('--test') ? testData : path.join(root, '.data');
const actions = { start, stop, status, env, 'test-env': testEnv };

const action = actions[process.argv[2]];
if (!action) {
  console.error('usage: npm run services -- start|stop|status|env|test-env [--test]');
  process.exit(2);
}
try {
  await action();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

async function start() {
  const services = await bringUpServices(data, { say: (line) => console.log(line) });
  console.log(`MariaDB and Redis are running (way: ${services.way}). npm run services -- stop ends them.`);
}

async function stop() {
  const paths = servicePaths(data);
  for (const name of ['redis', 'mariadb']) await stopServer(paths, name);
  rmSync(paths.sockets, { recursive: true, force: true });
  console.log('Redis and MariaDB are stopped.');
}

function status() {
  const paths = servicePaths(data);
  for (const name of ['mariadb', 'redis']) {
    const server = runningServer(paths, name);
    console.log(server ? `${name.padEnd(8)} runs, pid ${server.pid}, port ${server.port}, version ${server.version}` : `${name.padEnd(8)} does not run`);
  }
}

/** For a shell: eval "$(npm run -s services -- env)" */
async function env() {
  const services = await bringUpServices(data);
  console.log(`export DATABASE_URL='${services.databaseUrl}'\nexport REDIS_URL='${services.redisUrl}'`);
}

/** For running one test suite by hand: eval "$(npm run -s services -- test-env)", then npx jest -c … */
async function testEnv() {
  process.env[SERVER_TIME_ZONE] = TEST_TIME_ZONE;
  const services = await bringUpServices(testData, { database: 'mailtrixy_test', ports: TEST_PORTS });
  const description = describeServices(services, path.join(services.paths.run, 'services.json'));
  const values = {
    MAILTRIXY_TEST_DATABASE_URL: services.databaseUrl,
    MAILTRIXY_TEST_REDIS_URL: services.redisUrl,
    MAILTRIXY_TEST_SERVICES: description,
  };
  for (const [name, value] of Object.entries(values)) console.log(`export ${name}='${value.replaceAll("'", `'\\''`)}'`);
}
