import { Worker } from 'node:worker_threads';

const LOOK_MS = 500;

/**
 * For child processes: ends this one soon after its parent is gone, even while it is busy, and in any case after `maxMs`.
 * Otherwise a child in an endless loop would outlive a parent that was killed.
 */
export function endWithParent(maxMs: number): void {
  const watch = `
    const parent = ${process.ppid};
    const until = Date.now() + ${maxMs};
    setInterval(() => { if (process.ppid !== parent || Date.now() > until) process.kill(process.pid, 'SIGKILL'); }, ${LOOK_MS});`;
  new Worker(watch, { eval: true }).unref();
}
