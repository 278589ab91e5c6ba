/** What a log line keeps of an error. */
export interface SafeError {
  type: string;
  message: string;
  stack?: string;
  /** The driver's or system's code, e.g. ER_DUP_ENTRY. */
  errorCode?: string | number;
  errno?: number;
  cause?: SafeError;
}

const MAX_CAUSES = 3;

/**
 * An error without its other properties: a database error carries its statement and every value in it (message texts,
 * password hashes), an HTTP client's error its headers.
 */
export function safeError(error: unknown, depth = 0): SafeError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { code, errno, cause } = error as Error & { code?: string | number; errno?: number };
  return {
    type: error.constructor.name,
    message: error.message,
    stack: error.stack,
    ...(code === undefined ? {} : { errorCode: code }),
    ...(errno === undefined ? {} : { errno }),
    ...(cause instanceof Error && depth < MAX_CAUSES ? { cause: safeError(cause, depth + 1) } : {}),
  };
}
