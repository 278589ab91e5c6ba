import { endWithParent } from '@mailtrixy/server/platform/threads';
import { UnreadableError } from './parsed-source';

/** Longer than any parent waits. */
const ALIVE_MAX_MS = 10 * 60_000;

/** For child processes that read what strangers wrote, and may break over it: answers askChild's one question. */
export function answerParent<I>(read: (input: I, onProgress: (progress: number) => void) => unknown): void {
  endWithParent(ALIVE_MAX_MS);
  process.once('message', (input: I) => {
    Promise.resolve()
      .then(() => read(input, (progress) => process.send?.({ progress })))
      .then((value) => process.send?.({ value: { read: value } }))
      .catch((error: unknown) => process.send?.(error instanceof UnreadableError ? { value: { unreadable: error.words } } : { failure: String((error as Error)?.stack ?? error) }));
  });
}
