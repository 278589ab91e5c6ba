// Running a program to its end.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { readJson, writeJson } from './json-file.mjs';
import { end, endTree, recordOf } from './processes.mjs';

const running = new Set();

/**
 * Runs a program and resolves with { code, output, stdout } when it has ended; it never rejects for a non-zero code.
 * `onLine` sees every line as it comes. A program that is not there gives code 127. After `timeout` milliseconds it is
 * ended with all that it has started, as endTree() does with `grace`. `record` names a file that remembers
 * the program while it runs, for endRecorded() after a kill -9 of this process (needs `cwd`).
 */
export function run(command, args, { cwd, env = process.env, input, onLine, timeout, grace, record } = {}) {
  return new Promise((resolve) => {
    // In a group of its own, so that stopping it also stops what it has started.
    const child = spawn(command, args, { cwd, env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'], detached: true });
    running.add(child);
    if (record && child.pid !== undefined) writeJson(record, recordOf(child.pid, cwd));
    const timer = timeout && setTimeout(() => endTree(child.pid, { grace }), timeout);
    let output = '';
    let stdout = '';
    let rest = '';
    const take = (chunk) => {
      output += chunk;
      rest += chunk;
      const lines = rest.split(/\r?\n/);
      rest = lines.pop();
      for (const line of lines) onLine?.(line);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      stdout += chunk;
      take(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', take);
    child.once('error', (error) => finish(127, `${output}${error.message}\n`));
    child.once('close', (code, signalName) => finish(code ?? 128, signalName ? `${output}(ended by ${signalName})\n` : output));
    if (input !== undefined) child.stdin.end(input);

    function finish(code, text) {
      clearTimeout(timer);
      running.delete(child);
      if (record) rmSync(record, { force: true });
      if (rest) onLine?.(rest);
      rest = '';
      resolve({ code, output: text, stdout });
    }
  });
}

/** Ends whatever `run` has under way (Ctrl-C in the middle of an installation or a build). */
export function endRunningCommands() {
  for (const child of running) signalGroup(child, 'SIGTERM');
}

/** Ends the program that a killed launcher has left at work, so that two installations or builds do not meet. */
export async function endRecorded(record) {
  await end(readJson(record), { grace: 5_000, group: true });
  rmSync(record, { force: true });
}

/** The last lines of a text, for error messages. */
export function tail(text, lines = 20) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

function signalGroup(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch {
    // it has ended by itself
  }
}
