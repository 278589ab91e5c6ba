import { ApiProblem } from '@mailtrixy/web/shared/util';

/**
 * Why a request did not work, as far as the inbox has to tell apart:
 * `unreachable` may work later with the same bytes, `refused` never will.
 */
export interface RequestFailure {
  kind: 'unreachable' | 'refused';
  status: number;
  code: string;
  /** One line for people. */
  words: string;
  /** What was thrown, for the error card's "Copy details". */
  error: unknown;
  retryAfterMs: number | null;
}

/** 401 counts as unreachable: the shell lets the person sign in again over the page, then the same request works. */
const MAY_WORK_LATER = new Set([0, 401, 408, 425, 429, 500, 502, 503, 504]);

export function requestFailure(error: unknown): RequestFailure {
  const problem = ApiProblem.from(error);
  const fromServer = error instanceof ApiProblem;
  return {
    kind: fromServer && MAY_WORK_LATER.has(problem.status) ? 'unreachable' : 'refused',
    status: fromServer ? problem.status : -1,
    code: problem.code,
    words: problem.detail || problem.title,
    error: problem,
    retryAfterMs: problem.retryAfter === null ? null : problem.retryAfter * 1000,
  };
}
