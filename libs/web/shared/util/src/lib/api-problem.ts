import type { FieldError, Problem, ProblemCode } from '@mailtrixy/shared/dto';

/** Codes the browser adds itself: no answer came at all, or it was not a problem document. */
export type ClientProblemCode = ProblemCode | 'NETWORK_UNREACHABLE' | 'UNKNOWN';

/** A failed API call. Every data-access service rejects with this and nothing else. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: ClientProblemCode;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  readonly requestId: string;
  /** Seconds from Retry-After, when the server sent one. */
  readonly retryAfter: number | null;
  readonly at = new Date();

  constructor(problem: Partial<Omit<Problem, 'code'>> & { code?: ClientProblemCode }, retryAfter: number | null = null) {
    super(problem.detail || problem.title || 'Something went wrong.');
    this.name = 'ApiProblem';
    this.status = problem.status ?? 0;
    this.code = problem.code ?? 'UNKNOWN';
    this.title = problem.title || 'Something went wrong';
    this.detail = problem.detail ?? '';
    this.errors = problem.errors ?? [];
    this.requestId = problem.requestId ?? '';
    this.retryAfter = retryAfter;
  }

  static from(error: unknown): ApiProblem {
    if (error instanceof ApiProblem) return error;
    return new ApiProblem({ title: 'Something went wrong', detail: error instanceof Error ? error.message : '' });
  }

  errorOf(field: string): string | null {
    return this.errors.find((error) => error.field === field)?.message ?? null;
  }

  /** What "Copy details" puts on the clipboard. */
  get report(): string {
    return [
      `${this.title}${this.detail ? `: ${this.detail}` : ''}`,
      `Code: ${this.code} (HTTP ${this.status})`,
      `Request: ${this.requestId || 'none'}`,
      `Time: ${this.at.toISOString()}`,
    ].join('\n');
  }
}
