import type { Problem } from '@mailtrixy/shared/dto';

/** An answer that the caller did not expect. */
export class ApiFailure extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    readonly request: string,
    body: string,
  ) {
    super(`${request} answered ${status}: ${problem ? `${problem.code} ${problem.detail} ${JSON.stringify(problem.errors)}` : body.slice(0, 300)}`);
  }
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  body: string;
}

/** A browser's session without the browser: keeps the cookie, sends the headers a same-origin fetch sends. */
export class ApiClient {
  cookie = '';

  constructor(readonly base: string) {}

  async raw(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<RawAnswer> {
    const answer = await fetch(`${this.base}/api${path}`, {
      method,
      headers: { 'sec-fetch-site': 'same-origin', origin: this.base, ...(this.cookie ? { cookie: this.cookie } : {}), ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
    });
    const set = answer.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
    if (set.length) this.cookie = set.join('; ');
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  }

  /** @throws ApiFailure for anything but 2xx */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.raw(method, path, body);
    if (answer.status >= 200 && answer.status < 300) return (answer.body ? JSON.parse(answer.body) : undefined) as T;
    throw new ApiFailure(answer.status, problemOf(answer.body), `${method} ${path}`, answer.body);
  }

  get<T>(path: string): Promise<T> {
    return this.call('GET', path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.call('POST', path, body);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.call('PUT', path, body);
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.call('PATCH', path, body);
  }

  delete<T>(path: string): Promise<T> {
    return this.call('DELETE', path);
  }

  /** @returns the problem of a call that must fail @throws Error when it succeeds */
  async problem(method: string, path: string, body?: unknown): Promise<Problem> {
    const answer = await this.raw(method, path, body);
    const problem = problemOf(answer.body);
    if (answer.status < 400 || !problem) throw new Error(`${method} ${path} answered ${answer.status} instead of a problem: ${answer.body.slice(0, 300)}`);
    return problem;
  }
}

function problemOf(body: string): Problem | null {
  try {
    return JSON.parse(body) as Problem;
  } catch {
    return null;
  }
}
