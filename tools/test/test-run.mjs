// The story of npm test: set up what is missing, run every stage, stop what was started, say how it went.
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeServices } from '../services/control.mjs';
import { SERVER_TIME_ZONE } from '../services/mariadb-options.mjs';
import { endRecorded } from '../services/run-command.mjs';
import { servicePaths } from '../services/service-paths.mjs';
import { stopServer } from '../services/server-process.mjs';
import { bringUpServices, TEST_PORTS, TEST_TIME_ZONE } from '../services/ways.mjs';
import { installPackages } from '../start/install.mjs';
import { takeClone } from '../start/instance.mjs';
import { bold, inTime, red, say, step, yellow } from '../start/progress.mjs';
import { createShutdown } from '../start/shutdown.mjs';
import { CHROMIUM_ADVICE, findChromium } from './chromium.mjs';
import { runStage } from './run-stage.mjs';
import { STAGES, stagesNamed } from './stages.mjs';

/** Runs all stages, or those named; ends the process with 0 only when everything has passed. */
export async function testRun(names) {
  const stages = stagesNamed(names);
  if (!stages) {
    console.error(`usage: npm test [-- ${STAGES.map(({ name }) => name).join('|')} …]`);
    process.exit(2);
  }
  const root = realpathSync(path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..'));
  process.chdir(root);
  const began = Date.now();
  const shutdown = createShutdown({ onRequest: () => say('\n  Stopping …') });
  const results = [];
  try {
    const environment = await setUp(root, stages, shutdown);
    for (const stage of stages) {
      shutdown.check();
      results.push(await runStage(stage, { root, ...environment }));
    }
  } catch (error) {
    if (!shutdown.isRequested) {
      console.error(`\n${red('The tests could not be set up.')}\n${error.message}\n`);
    }
    results.push({ title: shutdown.isRequested ? 'stopped before the end' : 'set-up', milliseconds: 0, passed: 0, failed: 1 });
  }
  await shutdown.run();
  report(results, Date.now() - began);
  process.exit(results.some(({ failed }) => failed > 0) ? 1 : 0);
}

/** Packages, private servers with empty data, Chromium; resolves with what the stages need to know. */
async function setUp(root, stages, shutdown) {
  console.log(`\n${bold('MailTrixy tests')} on Node ${process.versions.node}\n`);
  const paths = servicePaths(path.join(root, '.data-test'));
  const clone = takeClone(paths.data, root);
  if (!clone.taken) throw new Error(`npm test runs already in this folder (process ${clone.by.pid}).`);
  shutdown.add(clone.release);
  const record = path.join(paths.run, 'command.json');
  await endRecorded(record);
  await step('Packages', (detail) => installPackages(root, { detail, record }));
  shutdown.check();

  const env = testEnvironment(paths);
  if (stages.some((stage) => stage.services)) {
    const services = await step('Test servers', async (detail) => {
      const running = await freshServices(paths, detail);
      shutdown.add(running.stop);
      return Object.assign(running, { note: `way ${running.way}` });
    });
    env.MAILTRIXY_TEST_DATABASE_URL = services.databaseUrl;
    env.MAILTRIXY_TEST_REDIS_URL = services.redisUrl;
    env.MAILTRIXY_TEST_SERVICES = describeServices(services, path.join(paths.run, 'services.json'));
  }
  let chromium = null;
  if (stages.some((stage) => stage.browser)) {
    shutdown.check();
    chromium = (await step('Chromium', (detail) => findChromium(root, detail))).path;
    if (chromium) env.CHROMIUM_PATH = chromium;
    else say(yellow(`! ${CHROMIUM_ADVICE}`));
  }
  return { env, chromium, logs: paths.logs, record };
}

/**
 * Empty servers of our own, whatever DATABASE_URL says: tests create and drop databases, and that address may be
 * somebody's production. Other servers for tests are named by MAILTRIXY_TEST_DATABASE_URL and MAILTRIXY_TEST_REDIS_URL.
 */
async function freshServices(paths, detail) {
  for (const name of ['redis', 'mariadb']) await stopServer(paths, name);
  for (const folder of ['mariadb', 'redis']) {
    rmSync(paths[folder], { recursive: true, force: true });
    rmSync(`${paths[folder]}.version.json`, { force: true });
  }
  const given = { DATABASE_URL: process.env.MAILTRIXY_TEST_DATABASE_URL, REDIS_URL: process.env.MAILTRIXY_TEST_REDIS_URL };
  const env = { ...process.env, ...given };
  process.env[SERVER_TIME_ZONE] = TEST_TIME_ZONE;
  return bringUpServices(paths.data, { env, database: 'mailtrixy_test', ports: TEST_PORTS, say: detail });
}

function testEnvironment(paths) {
  const { DATABASE_URL: _database, REDIS_URL: _redis, PORT: _port, ...env } = process.env;
  const logs = path.join(paths.logs, 'apps');
  mkdirSync(logs, { recursive: true });
  return { ...env, MAILTRIXY_DATA_DIR: paths.data, MAILTRIXY_LOG_DIR: logs };
}

/** Times per stage, and as the very last line what a script looks for. */
function report(results, milliseconds) {
  console.log('');
  for (const { title, milliseconds: took, passed, failed } of results) {
    const counted = passed + failed > 0 ? `${passed} passed${failed ? `, ${failed} failed` : ''}` : '';
    say(`${title.padEnd(28)} ${inTime(took).padStart(12)}  ${failed ? red(counted) : counted}`);
  }
  say(`${'together'.padEnd(28)} ${inTime(milliseconds).padStart(12)}\n`);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
}
