// A program under measurement: a child process, its readiness and its CPU time.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const TICKS_PER_S = 100; // USER_HZ, fixed on Linux

/** @returns {Promise<{ pid: number, url: string, stop: () => Promise<void> }>} */
export async function startProgram(script, env, { patienceMs = 60_000 } = {}) {
  const child = spawn(process.execPath, [script], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output = (output + chunk).slice(-4000)));
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${script} did not become ready:\n${output}`)), patienceMs);
    child.on('message', (message) => message?.type === 'ready' && (clearTimeout(timer), resolve(message.url)));
    child.once('exit', (code, signal) => (clearTimeout(timer), reject(new Error(`${script} ended (${code ?? signal}):\n${output}`))));
  });
  return {
    pid: child.pid,
    url,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(hard);
    },
  };
}

/** CPU seconds, all threads; null where /proc is not. */
export function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
  } catch {
    return null;
  }
}

/** The database server's process on this machine; null when it is elsewhere. */
export async function databasePid(pool) {
  try {
    const [[{ file }]] = await pool.query('SELECT @@GLOBAL.pid_file AS file');
    const pid = Number(readFileSync(file, 'utf8').trim());
    return cpuSeconds(pid) === null ? null : pid;
  } catch {
    return null;
  }
}
