import type { DataSource } from 'typeorm';
import { isPaused } from '../settings/stored-settings';

const LOOK_EVERY_MS = 500;

/** Why a model's work was broken off. */
export class Stopped extends Error {
  constructor(readonly code: 'stopped' | 'kill_switch' | 'newer_message') {
    super(code);
  }
}

/**
 * Looks every half a second whether somebody stopped this work, and breaks the call to the provider off: the kill switch
 * must not wait for a slow model. It looks before the work begins, too: a fast model would be done before the second look.
 */
export async function withStopSignal<T>(dataSource: DataSource, look: (dataSource: DataSource) => Promise<Stopped['code'] | null>, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const before = await look(dataSource);
  if (before) throw new Stopped(before);
  const controller = new AbortController();
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    // A look that fails says nothing; the next one looks again, and the lock decides in the end.
    look(dataSource)
      .then((code) => code && controller.abort(new Stopped(code)))
      .catch(() => undefined)
      .finally(() => (looking = false));
  }, LOOK_EVERY_MS);
  try {
    return await work(controller.signal);
  } finally {
    clearInterval(timer);
  }
}

/** Of work that is nobody's but the workspace's own: only the kill switch stops it. */
export function unlessKilled<T>(dataSource: DataSource, workspaceId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return withStopSignal(dataSource, async ({ manager }) => ((await isPaused(manager, workspaceId)) ? 'kill_switch' : null), work);
}

export const KILLED = 'The AI was stopped for the whole workspace.';
