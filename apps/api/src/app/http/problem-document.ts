import type { FieldError, Problem, ProblemCode } from '@mailtrixy/shared/dto';

/** Short, fixed words per status; `detail` says what happened this time. */
const TITLES: Readonly<Record<number, string>> = {
  400: 'Not understood',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  410: 'No longer valid',
  413: 'Too large',
  415: 'Wrong content type',
  422: 'Refused by a rule',
  429: 'Too many requests',
  500: 'Error in MailTrixy',
  503: 'Not available',
};

export function problemDocument(code: ProblemCode, status: number, detail: string, errors: FieldError[], requestId: string): Problem {
  return { type: `https://mailtrixy.dev/problems/${code.toLowerCase().replaceAll('_', '-')}`, title: TITLES[status] ?? 'Refused', status, code, detail, errors, requestId };
}
