import type { FieldError, ProblemCode } from '@mailtrixy/shared/dto';

/**
 * A refusal that a person can understand. Domain libs throw it; the HTTP edge turns it into problem+json with the status
 * of its code, a processor into a stored reason.
 */
export class DomainError extends Error {
  constructor(
    readonly code: ProblemCode,
    /** Plain words: what is wrong and what to do. No secrets, no stack. */
    readonly detail: string,
    /** conversationId: the row that stands in the way, for a link to it. */
    readonly more: { errors?: FieldError[]; retryAfterMs?: number; conversationId?: string } = {},
  ) {
    super(detail);
  }
}

/** For unknown ids and for another workspace's ids alike. */
export function notFound(what: string): DomainError {
  return new DomainError('NOT_FOUND', `This ${what} does not exist, or is not in your workspace.`);
}
