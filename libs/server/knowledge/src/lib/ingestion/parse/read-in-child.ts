import { askChild, type ChildLimits } from './ask-child';
import type { ReadSource, SourceBytes } from './parse-source';

export const PARSE_LIMITS: ChildLimits = { timeoutMs: 30_000, memoryMb: 512 };

/**
 * Reads a source in a process of its own with limits of time and memory.
 * @throws UnreadableError, also for a source that breaks its parser or needs too much
 */
export function readInChild(source: SourceBytes, onProgress: (percent: number) => void, signal: AbortSignal, limits: ChildLimits = PARSE_LIMITS): Promise<ReadSource> {
  const words = {
    slow: `Reading it took longer than ${Math.round(limits.timeoutMs / 1000)} seconds. Split it into smaller files.`,
    large: 'Reading it needs more memory than it may. Split it into smaller files.',
    broken: 'It cannot be read: it is damaged or of an unusual make. Save it anew, or as another type, and try again.',
  };
  return askChild({ name: 'parse', input: source, limits, words, onProgress, signal });
}
