// One node app under supervision: started, watched, restarted with back-off, stopped.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readJson, writeJson } from '../services/json-file.mjs';
import { end, recordOf } from '../services/processes.mjs';

const READY_PATIENCE = 60_000;
const GRACE = 12_000; // the apps give themselves ten seconds
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const STEADY = 60_000;
const TRIES_BEFORE_FIRST_READY = 3;

/** Ends an app that a killed launcher left behind. They end by themselves when their channel closes, but may hang. */
export async function endLeftover(paths, name) {
  const file = recordFile(paths, name);
  const record = readJson(file);
  if (record) await end(record, { grace: 5_000, group: true });
  rmSync(file, { force: true });
}

/**
 * Supervises one app.
 * @param {{ name: string, script: string, env: object, root: string, paths: object, say: (line: string) => void }} plan
 */
export function superviseApp({ name, script, env, root, paths, say }) {
  const log = path.join(paths.logs, `${name}.log`);
  let child = null;
  let record = null;
  let stopping = false;
  let replacing = false;
  let everReady = false;
  let failures = 0;
  let pause = FIRST_PAUSE;
  let timer = null;
  let settle;
  const firstReady = new Promise((resolve, reject) => (settle = { resolve, reject }));
  firstReady.catch(() => {}); // whoever waits for it handles it; nobody may have begun to wait yet

  keepLastLog(log);
  start();

  function start() {
    const output = openSync(log, 'a', 0o600);
    const began = Date.now();
    // In a group of its own: Ctrl-C must reach the launcher alone, which then stops everything in order.
    child = spawn(process.execPath, ['--enable-source-maps', script], { cwd: root, env, stdio: ['ignore', output, output, 'ipc'], detached: true });
    closeSync(output);
    if (child.pid !== undefined) {
      record = recordOf(child.pid, root);
      writeJson(recordFile(paths, name), record);
    }
    const tooLate = setTimeout(() => {
      failures = TRIES_BEFORE_FIRST_READY; // it hangs; trying again would only hang again
      void end(record, { grace: 1_000, group: true });
    }, READY_PATIENCE);
    let ready = false;
    child.on('message', (message) => {
      if (message?.type !== 'ready' || ready) return;
      ready = true;
      clearTimeout(tooLate);
      if (everReady) say(`${name} is back`);
      everReady = true;
      settle.resolve();
    });
    child.on('error', () => {}); // 'exit' or 'close' follows, or the channel broke while stopping
    child.once('exit', (code, signalName) => {
      clearTimeout(tooLate);
      if (replacing) {
        replacing = false;
        start();
      } else if (!stopping) ended(signalName ?? `code ${code}`, Date.now() - began, ready);
    });
  }

  function ended(how, lived, ready) {
    failures += 1;
    if (!everReady && failures >= TRIES_BEFORE_FIRST_READY) {
      settle.reject(new Error(`${name} does not start (${how}). Its log, ${log}, ends with:\n${lastLines(log)}`));
      return;
    }
    if (ready && lived > STEADY) pause = FIRST_PAUSE;
    if (everReady) say(`${name} ended (${how}); starting it again in ${pause / 1_000} s. Its log: ${log}`);
    timer = setTimeout(start, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  return {
    name,
    /** Resolves when the app has said so for the first time; rejects when it does not come up. */
    firstReady,
    /** Ends this process; a new one takes its place at once (watch mode). */
    async restart() {
      clearTimeout(timer);
      if (child.exitCode !== null || child.signalCode !== null) return start(); // it had crashed and waited for its turn
      replacing = true;
      await end(record, { grace: GRACE, group: true });
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (child?.connected) child.disconnect();
      if (record) await end(record, { grace: GRACE, group: true });
      rmSync(recordFile(paths, name), { force: true });
    },
    /** For the impatient second Ctrl-C. */
    kill: () => record && end(record, { grace: 0, group: true }),
  };
}

function recordFile(paths, name) {
  return path.join(paths.run, `app-${name}.json`);
}

/** The log of the last run stays readable under another name. */
function keepLastLog(log) {
  try {
    renameSync(log, `${log}.1`);
  } catch {
    // the first start
  }
}

function lastLines(file) {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    return '';
  }
}
