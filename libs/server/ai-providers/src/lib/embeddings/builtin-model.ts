import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { threadFile } from '@mailtrixy/server/platform/threads';
import { AiProviderError } from '../calls/ai-provider-error';
import { normalised } from './vectors';

export const BUILTIN_MODEL_ID = 'builtin:use-lite-en';
export const BUILTIN_DIMENSIONS = 512;

const BATCH = 32;
/** It reads a passage in about 100 ms; words past this add little and cost much. */
const TEXT_MAX = 2000;
/** About 300 MB while it is loaded, so it goes when nobody asks. */
const IDLE_MS = 10 * 60_000;
const MEMORY_MB = 1024;

interface Waiting {
  resolve: (vectors: Float32Array[]) => void;
  reject: (error: unknown) => void;
}

/** A small English sentence model that ships with MailTrixy, in a thread of its own, loaded by the first text. */
@Injectable()
export class BuiltinModel implements OnApplicationShutdown {
  private worker: Worker | null = null;
  private idle: NodeJS.Timeout | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  /** @throws AiProviderError 'down' when the thread ends; the signal's reason */
  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += BATCH) {
      signal?.throwIfAborted();
      vectors.push(...(await orStopped(this.batch(texts.slice(from, from + BATCH).map((text) => text.slice(0, TEXT_MAX) || ' ')), signal)));
    }
    return vectors.map((vector) => normalised(vector));
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.idle) clearTimeout(this.idle);
    const { worker } = this;
    this.worker = null;
    await worker?.terminate();
  }

  private batch(texts: string[]): Promise<Float32Array[]> {
    if (this.idle) clearTimeout(this.idle);
    const worker = (this.worker ??= this.start());
    const id = ++this.lastId;
    return new Promise<Float32Array[]>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      worker.postMessage({ id, texts });
    }).finally(() => this.rest());
  }

  private start(): Worker {
    const worker = new Worker(threadFile('embed'), { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB }, env: {}, stdout: true, stderr: true });
    worker.stdout.resume();
    worker.stderr.resume();
    worker.unref();
    worker.on('message', ({ id, vectors, failure }: { id: number; vectors?: Float32Array[]; failure?: string }) => {
      const waiting = this.waiting.get(id);
      this.waiting.delete(id);
      if (vectors) waiting?.resolve(vectors);
      else waiting?.reject(new AiProviderError('down', 'The built-in model could not read this text.', { detail: failure ?? null }));
    });
    worker.on('error', (error) => this.ended(worker, error.message));
    worker.on('exit', (code) => this.ended(worker, `code ${code}`));
    return worker;
  }

  private ended(worker: Worker, detail: string): void {
    if (this.worker === worker) this.worker = null;
    for (const { reject } of this.waiting.values()) reject(new AiProviderError('down', 'The built-in model stopped.', { detail }));
    this.waiting.clear();
  }

  private rest(): void {
    if (this.waiting.size) return;
    if (this.idle) clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      const { worker } = this;
      this.worker = null;
      void worker?.terminate();
    }, IDLE_MS);
    this.idle.unref();
  }
}

/** The thread reads on what it has begun; only nobody waits for it. */
async function orStopped<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  let stop!: () => void;
  const stopped = new Promise<never>((_, reject) => signal.addEventListener('abort', (stop = () => reject(signal.reason as Error)), { once: true }));
  return Promise.race([work, stopped]).finally(() => signal.removeEventListener('abort', stop));
}
