export type ControlErrorCode = 'not_found' | 'invalid' | 'conflict' | 'forbidden' | 'too_large' | 'internal';

const statuses: Record<ControlErrorCode, number> = { not_found: 404, invalid: 400, conflict: 409, forbidden: 403, too_large: 413, internal: 500 };

/** A refusal of the control API; never one of Graph. */
export class ControlError extends Error {
  constructor(
    readonly code: ControlErrorCode,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }

  get status(): number {
    return statuses[this.code];
  }
}

export function notFound(what: string, id: string): ControlError {
  return new ControlError('not_found', `There is no ${what} "${id}".`);
}
