// Telling our own processes from strangers that were given the same pid later.
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What identifies a process for good: its pid, when it started, and the folder it works in.
 * @typedef {{ pid: number, started: string, folder: string }} ProcessRecord
 */

/** The record of a process that was just spawned with `folder` as its working directory. */
export function recordOf(pid, folder) {
  return { pid, started: startTime(pid), folder };
}

/** True while exactly the recorded process is alive (a pid alone may belong to anybody by now). */
export function isAlive(record) {
  if (!record || !Number.isInteger(record.pid) || record.pid <= 1) return false;
  const started = startTime(record.pid);
  return started !== null && started === record.started && workingFolder(record.pid) === record.folder;
}

/** Sends a signal to the recorded process, or to its whole group; false when it is not that process any more. */
export function signal(record, name, { group = false } = {}) {
  if (!isAlive(record)) return false;
  try {
    process.kill(group ? -record.pid : record.pid, name);
    return true;
  } catch (error) {
    if (error.code === 'ESRCH') return false; // it went away between the look and the call
    throw error;
  }
}

/** Ends a process: politely first, with force after `grace` milliseconds. Resolves when it is gone. */
export async function end(record, { grace = 10_000, group = false } = {}) {
  if (!signal(record, 'SIGTERM', { group })) return;
  // A stopped process (SIGSTOP in a chaos test) would never see the SIGTERM.
  signal(record, 'SIGCONT', { group });
  if (await gone(record, grace)) return;
  signal(record, 'SIGKILL', { group });
  await gone(record, 5_000);
}

/**
 * Ends a program that leads a group, and everything it has started, also what is in groups of its own (Nx's tasks, a
 * browser): SIGTERM to its group, so that it can put its own in order, then force on whatever is left after `grace`
 * milliseconds. Resolves when all is gone.
 */
export async function endTree(pid, { grace = 10_000 } = {}) {
  // asked for first: who has lost their parent is found no more
  const family = [pid, ...descendantsOf(pid)].map((member) => ({ pid: member, started: startTime(member) })).filter(({ started }) => started !== null);
  const left = () => family.filter((member) => startTime(member.pid) === member.started);
  signalQuietly(-pid, 'SIGTERM');
  signalQuietly(-pid, 'SIGCONT');
  for (const until = Date.now() + grace; left().length > 0 && Date.now() < until; ) await sleep(50);
  for (const member of left()) {
    for (const child of [...descendantsOf(member.pid), member.pid]) signalQuietly(child, 'SIGKILL');
  }
  for (const until = Date.now() + 5_000; left().length > 0 && Date.now() < until; ) await sleep(25);
}

/** All processes that this one has started, and those they have started. */
function descendantsOf(pid) {
  const children = new Map();
  for (const line of quietly('ps', ['-A', '-o', 'pid=', '-o', 'ppid=']).trim().split('\n')) {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const below = (parent) => (children.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

function signalQuietly(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended by itself
  }
}

/** Waits until the recorded process is gone; false when it is still there after `patience` milliseconds. */
export async function gone(record, patience) {
  for (const until = Date.now() + patience; isAlive(record); await sleep(25)) {
    if (Date.now() > until) return false;
  }
  return true;
}

/** A text that differs between two processes with the same pid; null when there is none (a zombie is none). */
export function startTime(pid) {
  return process.platform === 'linux' ? linuxStartTime(pid) : portableStartTime(pid);
}

function linuxStartTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces and brackets itself, so count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    if (state === 'Z' || state === 'X') return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${fields[19]}`; // ticks since that boot
  } catch {
    return null; // no such process
  }
}

function portableStartTime(pid) {
  const [state, ...started] = quietly('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)]).trim().split(/\s+/);
  return !state || state.startsWith('Z') ? null : started.join(' ');
}

function workingFolder(pid) {
  if (process.platform === 'linux') {
    try {
      return readlinkSync(`/proc/${pid}/cwd`);
    } catch {
      return null; // gone, or another user's
    }
  }
  const line = quietly('lsof', ['-a', '-d', 'cwd', '-p', String(pid), '-Fn']).split('\n').find((l) => l.startsWith('n'));
  return line ? line.slice(1) : null;
}

function quietly(command, args) {
  try {
    return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return ''; // "no such process" is an exit code of both programs
  }
}
