// One private server process: started so that it outlives a killed launcher, adopted by the next one, stopped in order.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJson, writeJson } from './json-file.mjs';
import { end, isAlive, recordOf } from './processes.mjs';

const START_PATIENCE = 60_000;
const GRACE = { mariadb: 60_000, redis: 15_000 };

/**
 * How to run one server. `answers` rejects until it serves with our own password.
 * @typedef {{ name: 'mariadb'|'redis', binary: string, args: string[], env: object, folder: string, port: number,
 *   version: string, pidFile: string, log: string }} ServerPlan
 */

/** The file that remembers a running server. */
export function recordFile(paths, name) {
  return path.join(paths.run, `${name}.json`);
}

/** The remembered server when it is alive and ours, else null. */
export function runningServer(paths, name) {
  const record = readJson(recordFile(paths, name));
  return isAlive(record) ? record : null;
}

/** Starts the server and waits until `answers` does; on failure nothing is left running. */
export async function startServer(paths, plan, answers) {
  const log = openSync(plan.log, 'a', 0o600);
  const child = spawn(plan.binary, plan.args, {
    cwd: plan.folder,
    env: { ...process.env, ...plan.env },
    stdio: ['ignore', log, log],
    detached: true, // its own group: Ctrl-C in the terminal must not hit it before the apps are gone
  });
  closeSync(log);
  const failure = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`ended with ${signal ?? `code ${code}`}`));
  });
  child.unref();
  if (child.pid === undefined) throw new Error(`${plan.binary}: ${await failure}`);
  const record = { ...recordOf(child.pid, plan.folder), ...plan };
  writeJson(recordFile(paths, plan.name), record);
  await untilItAnswers(record, answers, failure);
  return record;
}

/** Stops a server that is ours: SIGTERM is its clean shutdown; force only after a long time. */
export async function stopServer(paths, name) {
  const record = readJson(recordFile(paths, name));
  if (record) await end(record, { grace: GRACE[name] });
  rmSync(recordFile(paths, name), { force: true });
}

/**
 * Stops a server of this data folder that has no (true) record: the launcher was killed between starting and
 * remembering it. Its pid file is believed only if that process works in our folder.
 */
export async function stopUnrecorded(pidFile, folder, name) {
  let pid;
  try {
    pid = Number(readFileSync(pidFile, 'utf8').trim());
  } catch {
    return; // no pid file, no leftover
  }
  if (Number.isInteger(pid) && pid > 1) await end(recordOf(pid, folder), { grace: GRACE[name] });
  rmSync(pidFile, { force: true });
}

async function untilItAnswers(record, answers, failure) {
  let ended = null;
  void failure.then((reason) => (ended = reason));
  for (const until = Date.now() + START_PATIENCE; ; await sleep(30)) {
    try {
      await answers();
      return;
    } catch (error) {
      if (ended === null && Date.now() < until) continue; // still starting
      await end(record, { grace: 5_000 });
      throw new Error(`${record.name} did not start (${ended ?? error.message}). Its log: ${record.log}\n${lastLines(record.log)}`);
    }
  }
}

function lastLines(file) {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
  } catch {
    return ''; // it never got as far as writing one
  }
}
