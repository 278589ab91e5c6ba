import { STATUS_OF_PROBLEM } from '@mailtrixy/server/platform/errors';
import type { FieldError, Problem, ProblemCode } from '@mailtrixy/shared/dto';

/** A refusal by the HTTP edge itself, where a DomainError has no place: another status or extra headers. */
export class ProblemError extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly status: number = STATUS_OF_PROBLEM[code],
    readonly detail: string = '',
    readonly errors: FieldError[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
    /** Members that only some codes have. */
    readonly extension: Pick<Problem, 'conversationId'> = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'ProblemError';
  }
}
