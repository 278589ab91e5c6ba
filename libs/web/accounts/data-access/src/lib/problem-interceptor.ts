import type { HttpInterceptorFn } from '@angular/common/http';
import { HttpErrorResponse } from '@angular/common/http';
import { inject } from '@angular/core';
import type { Problem } from '@mailtrixy/shared/dto';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { catchError, switchMap, take, throwError } from 'rxjs';
import { HANDLES_OWN_401 } from './http-context';
import { SessionStore } from './session-store';

/**
 * Every failed call rejects with an ApiProblem. When the session has ended, the call waits while the
 * person signs in again over the page, then goes once more: the server refused it before doing anything.
 */
export const problemInterceptor: HttpInterceptorFn = (request, next) => {
  const session = inject(SessionStore);
  return next(request).pipe(
    catchError((error: unknown) => {
      const problem = toProblem(error);
      if (problem.status !== 401 || request.context.get(HANDLES_OWN_401) || !session.me()) return throwError(() => problem);
      session.markExpired();
      return session.renewed.pipe(
        take(1),
        switchMap((renewed) => (renewed ? next(request) : throwError(() => problem))),
        catchError((second: unknown) => throwError(() => toProblem(second))),
      );
    }),
  );
};

export function toProblem(error: unknown): ApiProblem {
  if (!(error instanceof HttpErrorResponse)) return ApiProblem.from(error);
  if (error.status === 0) {
    return new ApiProblem({ status: 0, code: 'NETWORK_UNREACHABLE', title: 'The server could not be reached', detail: 'Check the connection, then try again.' });
  }
  const retryAfter = Number(error.headers.get('Retry-After') ?? '');
  const body = parsed(error.error);
  return new ApiProblem(
    isProblem(body)
      ? body
      : { status: error.status, code: 'UNKNOWN', title: `The server answered ${error.status}`, detail: 'Something in between may be wrong: a proxy, or a server that is starting.', requestId: error.headers.get('x-request-id') ?? '' },
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  );
}

/** With responseType text (204 routes) the body of a problem arrives as a string. */
function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'status' in body;
}
