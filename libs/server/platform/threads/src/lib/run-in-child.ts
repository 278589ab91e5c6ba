import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ChildRun {
  /** Of threadFile. */
  file: string;
  /** Is the child's first message. */
  input: unknown;
  timeoutMs: number;
  /** Of its JavaScript heap; with its buffers it may hold twice as much. */
  memoryMb: number;
  /** 0–100, of messages {progress}. */
  onProgress?: (percent: number) => void;
  signal?: AbortSignal;
}

export class ChildTimeoutError extends Error {}
export class ChildMemoryError extends Error {}
/** The child ended without an answer, or said why it has none. */
export class ChildFailedError extends Error {}

type FromChild = { progress: number } | { value: unknown } | { failure: string };

const WATCH_MS = 50;
const PAGE_BYTES = 4096;
/** What V8 says last when a heap is full; and how the kernel ends it. */
const OUT_OF_MEMORY = /heap out of memory|heap limit|Array buffer allocation failed/;

/**
 * Runs one piece of work in a process of its own, which is gone afterwards, whatever it did. The child gets its input as a
 * message, sends any number of {progress} and at last {value}, or {failure} with words for the log.
 *
 * A process and no thread: a thread whose heap runs full can end the whole process with it, whatever its resourceLimits.
 * @throws ChildTimeoutError, ChildMemoryError, ChildFailedError, or the signal's reason
 */
export async function runInChild<T>({ file, input, timeoutMs, memoryMb, onProgress, signal }: ChildRun): Promise<T> {
  signal?.throwIfAborted();
  // It works on what strangers wrote and has no business with the database's password.
  const child = fork(file, { execArgv: [`--max-old-space-size=${memoryMb}`, '--stack-size=2000'], env: {}, serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const timers: NodeJS.Timeout[] = [];
  let onAbort: (() => void) | undefined;
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-8000)));
  try {
    return await new Promise<T>((resolve, reject) => {
      timers.push(setTimeout(() => reject(new ChildTimeoutError(`No result within ${timeoutMs} ms.`)), timeoutMs));
      // A small compressed stream can make many buffers, which no limit of the heap counts.
      timers.push(setInterval(() => residentBytes(child.pid) > 2 * memoryMb * 1024 * 1024 && reject(new ChildMemoryError(`More than ${2 * memoryMb} MB came into use.`)), WATCH_MS));
      onAbort = () => reject(signal?.reason instanceof Error ? signal.reason : new ChildFailedError('given up'));
      signal?.addEventListener('abort', onAbort);
      child.on('message', (message: FromChild) => {
        if ('progress' in message) onProgress?.(message.progress);
        else if ('failure' in message) reject(new ChildFailedError(message.failure));
        else resolve(message.value as T);
      });
      child.on('error', (error) => reject(new ChildFailedError(error.message, { cause: error })));
      // stderr may end after the process: "close" comes last.
      child.on('close', (code, end) => reject(OUT_OF_MEMORY.test(said) ? new ChildMemoryError('Its heap is full.') : new ChildFailedError(`It ended with ${end ?? `code ${code}`} and without a result.\n${said}`)));
      child.send(input as never, (error) => error && reject(new ChildFailedError(error.message, { cause: error })));
    });
  } finally {
    for (const timer of timers) clearTimeout(timer);
    if (onAbort) signal?.removeEventListener('abort', onAbort);
    child.kill('SIGKILL');
  }
}

/** 0 where the system does not tell. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
