import { runInChild, threadFile, ChildFailedError, ChildMemoryError, ChildTimeoutError } from '@mailtrixy/server/platform/threads';
import { UnreadableError } from './parsed-source';

export interface ChildLimits {
  timeoutMs: number;
  memoryMb: number;
}

export interface ChildQuestion {
  /** Of its file, `<name>.child.ts`, which answers with answerParent. */
  name: string;
  input: unknown;
  limits: ChildLimits;
  /** Said when the child needed too long, too much memory, or broke. */
  words: { slow: string; large: string; broken: string };
  onProgress?: (percent: number) => void;
  signal: AbortSignal;
}

type Answer<T> = { read: T } | { unreadable: string };

/**
 * Has what strangers wrote read in a process of its own, with limits of time and memory.
 * @throws UnreadableError, also when it breaks its reader or needs too much
 */
export async function askChild<T>({ name, input, limits, words, onProgress, signal }: ChildQuestion): Promise<T> {
  try {
    const answer = await runInChild<Answer<T>>({ file: threadFile(name), input, ...limits, onProgress, signal });
    if ('unreadable' in answer) throw new UnreadableError(answer.unreadable);
    return answer.read;
  } catch (error) {
    if (error instanceof ChildTimeoutError) throw refusal(words.slow, error);
    if (error instanceof ChildMemoryError) throw refusal(words.large, error);
    if (error instanceof ChildFailedError && !signal.aborted) throw refusal(words.broken, error);
    throw error;
  }
}

function refusal(words: string, cause: Error): UnreadableError {
  return Object.assign(new UnreadableError(words), { cause });
}
