// A clone for launcher tests: the true tools/ folder around stand-ins for Nx and the apps, so that a start takes two
// seconds and everything the launcher does is real.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { findDatabaseServers, findRedisServers } from '../../services/find-binaries.mjs';
import { readJson } from '../../services/json-file.mjs';
import { startTime } from '../../services/processes.mjs';
import { stopServer } from '../../services/server-process.mjs';
import { servicePaths } from '../../services/service-paths.mjs';

const trueRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Makes a clone; `name` is its folder's name. Call dispose() at the end, whatever happened. */
export async function fakeClone({ name = 'clone' } = {}) {
  const base = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'mx-test-')));
  const root = path.join(base, name);
  mkdirSync(path.join(root, 'node_modules/nx'), { recursive: true });
  cpSync(path.join(trueRoot, 'tools'), path.join(root, 'tools'), { recursive: true });
  cpSync(path.join(trueRoot, 'package.json'), path.join(root, 'package.json'));
  for (const file of ['package-lock.json', 'node_modules/.package-lock.json']) writeFileSync(path.join(root, file), '{"packages":{}}');
  writeFileSync(path.join(root, 'node_modules/nx/package.json'), '{"bin":{"nx":"nx.cjs"}}');
  cpSync(path.join(trueRoot, 'tools/start/testing/apps/nx.cjs'), path.join(root, 'node_modules/nx/nx.cjs'));
  await lendRuntime(root);
  const launchers = [];
  return {
    root,
    data: path.join(root, '.data'),
    /** Starts the launcher as npm start does. */
    start: (options) => {
      const launcher = startLauncher(root, options);
      launchers.push(launcher);
      return launcher;
    },
    builds: () => (existsSync(path.join(root, 'builds.log')) ? readFileSync(path.join(root, 'builds.log'), 'utf8').trim().split('\n').length : 0),
    port: (which) => readJson(path.join(root, '.data/ports.json'))[which],
    record: (which) => readJson(path.join(root, `.data/run/${which}.json`)),
    /** Waits until the condition holds. */
    async until(condition, patience = 10_000) {
      for (const end = Date.now() + patience; !condition(); await sleep(25)) {
        if (Date.now() > end) throw new Error(`waited in vain for ${condition}`);
      }
    },
    async dispose() {
      for (const launcher of launchers) await launcher.stop();
      if (existsSync(path.join(root, '.data'))) {
        const paths = servicePaths(path.join(root, '.data'));
        for (const server of ['redis', 'mariadb']) await stopServer(paths, server);
        rmSync(paths.sockets, { recursive: true, force: true });
      }
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** Runs tools/start/main.mjs; `text()` is what it has printed so far. */
function startLauncher(root, { args = [], env = {} } = {}) {
  const { DATABASE_URL: _database, REDIS_URL: _redis, PORT: _port, NODE_TEST_CONTEXT: _context, ...inherited } = process.env;
  const child = spawn(process.execPath, ['tools/start/main.mjs', ...args], { cwd: root, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
  return {
    pid: child.pid,
    text: () => output,
    ended,
    /** Waits until the launcher has printed that text. */
    async says(text, patience = 60_000) {
      for (const until = Date.now() + patience; !output.includes(text); await sleep(25)) {
        if (Date.now() > until || child.exitCode !== null) throw new Error(`the launcher did not say "${text}":\n${output}`);
      }
    },
    signal: (name) => child.kill(name),
    /** Ctrl-C; resolves when the launcher has ended. */
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      return ended;
    },
  };
}

/** Waits until a pid is nobody's (or a zombie's); false when it still runs after `patience` milliseconds. */
export async function pidGone(pid, patience = 10_000) {
  for (const until = Date.now() + patience; startTime(pid) !== null; await sleep(25)) {
    if (Date.now() > until) return false;
  }
  return true;
}

/** Where no server is installed, the clone borrows the packages that npm test has unpacked. */
async function lendRuntime(root) {
  const unpacked = path.join(trueRoot, '.data-test/runtime');
  if (!existsSync(unpacked)) return;
  if ((await findDatabaseServers()).length > 0 && (await findRedisServers()).length > 0) return;
  mkdirSync(path.join(root, '.data'), { mode: 0o700 });
  symlinkSync(unpacked, path.join(root, '.data/runtime'));
}
