import type { FieldError, ProblemCode } from '@mailtrixy/shared/dto';

export interface DomainErrorFacts {
  errors?: FieldError[];
  /** When the same call may work; becomes the Retry-After header. */
  retryAfterMs?: number;
}

/**
 * A refusal that the caller should hear about. Domain libs throw it without knowing HTTP; the api turns it into
 * problem+json with the status that PROBLEM_STATUS gives its code.
 *
 * @param detail one or two sentences for a person, with what to do; never a secret
 */
export class DomainError extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly facts: DomainErrorFacts = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'DomainError';
  }
}

/** The same words for an unknown id and for another workspace's id. */
export function notFound(what: string): DomainError {
  return new DomainError('NOT_FOUND', `There is no such ${what}.`);
}

export function forbidden(detail: string): DomainError {
  return new DomainError('FORBIDDEN', detail);
}

/** The row changed since the caller read it. */
export function conflict(what: string): DomainError {
  return new DomainError('VERSION_CONFLICT', `Somebody else changed this ${what} in the meantime. Load it again, then repeat your change.`);
}
