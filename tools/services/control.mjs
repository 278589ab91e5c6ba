// Start, stop, restart and kill private servers, for tests that must see MailTrixy survive it.
//   import { control } from '…/tools/services/control.mjs';  await control().redis.kill();
//   node tools/services/control.mjs restart redis            (from CommonJS tests, by child_process)
// Which servers: the file named by MAILTRIXY_TEST_SERVICES, written by describeServices().
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readJson, writeJson } from './json-file.mjs';
import { mariadbAnswers } from './mariadb.mjs';
import { end, gone, isAlive, signal } from './processes.mjs';
import { redisAnswers } from './redis.mjs';
import { secret } from './secrets.mjs';
import { recordFile, startServer } from './server-process.mjs';
import { servicePaths } from './service-paths.mjs';

/** Writes the description of running servers that `control` works from. Holds passwords: 0600, in the data folder. */
export function describeServices(services, file) {
  const servers = Object.fromEntries(services.private.map((name) => [name, readJson(recordFile(services.paths, name))]));
  const { way, databaseUrl, redisUrl, rootUrl } = services;
  writeJson(file, { way, data: services.paths.data, databaseUrl, redisUrl, rootUrl, controllable: services.private, ...servers });
  return file;
}

/** Handles for the described servers: { mariadb, redis }, each with start, stop, restart, kill, pause and resume. */
export function control(file = process.env.MAILTRIXY_TEST_SERVICES) {
  const description = file ? readJson(file) : null;
  if (!description) throw new Error('MAILTRIXY_TEST_SERVICES names no description of servers; run through npm test.');
  // Made when asked for: a test of one server must not fail because the other one is not ours.
  return {
    get mariadb() {
      return handle(description, 'mariadb');
    },
    get redis() {
      return handle(description, 'redis');
    },
  };
}

function handle(description, name) {
  if (!description.controllable.includes(name)) {
    throw new Error(`${name} comes by the way "${description.way}" and is not ours to stop.`);
  }
  const paths = servicePaths(description.data);
  const record = () => readJson(recordFile(paths, name));
  const stop = () => end(record(), { grace: 30_000 });
  const start = async () => {
    if (!isAlive(record())) await startServer(paths, plan(record()), () => answers(paths, record()));
  };
  return {
    /** The process, its program, arguments, port and log as they are now. */
    get record() {
      return record();
    },
    start,
    /** A clean shutdown. */
    stop,
    /** A clean shutdown and a start on the same port. */
    async restart() {
      await stop();
      await start();
    },
    /** kill -9: what a power cut does to a process. */
    async kill() {
      signal(record(), 'SIGKILL');
      await gone(record(), 5_000);
    },
    /** SIGSTOP: alive, its port open, and no answer. */
    pause: () => signal(record(), 'SIGSTOP'),
    resume: () => signal(record(), 'SIGCONT'),
  };
}

function plan({ pid: _pid, started: _started, ...rest }) {
  return rest;
}

function answers(paths, record) {
  return record.name === 'redis'
    ? redisAnswers(record.port, secret(paths.secrets, 'redis'))
    : mariadbAnswers(record.socket, secret(paths.secrets, 'mariadb-app'));
}

if (process.argv[1] && import.meta.url === pathToFileURL(path.resolve(process.argv[1])).href) {
  const [action, name] = process.argv.slice(2);
  const actions = ['start', 'stop', 'restart', 'kill', 'pause', 'resume'];
  if (!actions.includes(action) || !['mariadb', 'redis'].includes(name)) {
    console.error(`usage: node tools/services/control.mjs ${actions.join('|')} mariadb|redis`);
    process.exit(2);
  }
  // No await at the top level: Jest turns this file into CommonJS, which has none.
  Promise.resolve(control()[name][action]()).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
