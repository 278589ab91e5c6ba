import { ChannelError } from '@mailtrixy/server/channels';
import type { DownloadFailure } from './media-budget';
import { FileTooLargeError } from './receive-file';

/** no_access: the channel's token or account may not ask; it waits for an admin (see wake-files). */
export type ProblemCode = 'too_large' | 'gone' | 'checksum' | 'empty' | 'unreachable' | 'no_access' | 'storage';

/** 10 s, 1 min, 10 min, 1 h, 6 h, then once a day until the provider lets go of the file. */
const WAITS_S = [10, 60, 600, 3600, 21_600, 86_400];
/** Nobody was asked (no credential, our own line or disk): looking again costs nothing, and it may be mended any minute. */
const UNASKED_MAX_S = 600;
/** Problems of the file itself are given up sooner; the others last as long as the provider keeps it. */
const TRIES: Readonly<Record<ProblemCode, number>> = { too_large: 1, gone: 2, checksum: 3, empty: 2, unreachable: Infinity, no_access: Infinity, storage: Infinity };

/** Why a file did not come, in words for the bubble. */
export class FetchProblem extends Error {
  constructor(
    readonly code: ProblemCode,
    words: string,
    /** Counts against the number's budget. */
    readonly failure: DownloadFailure | null = null,
    private readonly earliestS = 0,
    private readonly isLast = code === 'gone' && failure === null,
  ) {
    super(words);
  }

  /** @returns seconds until the next try; null: there is none */
  waitAfter(tries: number): number | null {
    if (this.isLast || tries >= TRIES[this.code]) return null;
    const waitS = Math.max(this.earliestS, WAITS_S[Math.min(tries, WAITS_S.length) - 1]);
    return this.failure === null ? Math.min(waitS, UNASKED_MAX_S) : waitS;
  }
}

/** Whatever broke a download, as a problem that is counted and tried again, or not. */
export function problemOf(error: unknown): FetchProblem {
  if (error instanceof FetchProblem) return error;
  if (error instanceof FileTooLargeError) return new FetchProblem('too_large', 'The file is larger than 100 MB.');
  if (!(error instanceof ChannelError)) return new FetchProblem('unreachable', `The download broke off (${(error as NodeJS.ErrnoException).code ?? (error as Error).name}).`, 'unanswered');
  const { detail, httpStatus, retryAfterMs } = error.facts;
  const waitS = Math.ceil((retryAfterMs ?? 0) / 1000);
  switch (error.errorClass) {
    case 'final':
      return new FetchProblem('gone', `WhatsApp does not hand this file over: ${detail}`, 'refused');
    case 'hold':
      return new FetchProblem('no_access', detail, 'refused', waitS);
    case 'throttle':
      return new FetchProblem('unreachable', detail, 'refused', waitS);
    case 'ambiguous':
      return new FetchProblem('unreachable', detail, 'unanswered', waitS);
    case 'not_sent':
      // Nobody was asked: our own line may be down.
      return new FetchProblem('unreachable', detail, httpStatus === null ? null : 'refused', waitS);
  }
}
