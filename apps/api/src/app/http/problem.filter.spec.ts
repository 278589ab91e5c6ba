import { ForbiddenException, NotFoundException, type ArgumentsHost } from '@nestjs/common';
import { DomainError } from '@mailtrixy/server/platform/errors';
import pino from 'pino';
import { ProblemError } from './problem-error';
import { ProblemFilter } from './problem.filter';

function answerTo(error: unknown) {
  const sent = { status: 0, headers: {} as Record<string, string>, body: {} as Record<string, unknown> };
  const reply = {
    sent: false,
    status: (status: number) => ((sent.status = status), reply),
    header: (name: string, value: string) => ((sent.headers[name] = value), reply),
    send: (body: string) => ((sent.body = JSON.parse(body) as Record<string, unknown>), reply),
  };
  const host = { switchToHttp: () => ({ getRequest: () => ({ id: 'r-1', raw: { complete: true } }), getResponse: () => reply }) } as unknown as ArgumentsHost;
  new ProblemFilter(pino({ enabled: false })).catch(error, host);
  return sent;
}

describe('ProblemFilter', () => {
  it.each([
    [new DomainError('LAST_OWNER', 'words'), 409, 'LAST_OWNER'],
    [new ProblemError('NOT_FOUND', 404, 'words'), 404, 'NOT_FOUND'],
    [new NotFoundException('Cannot GET /secret?token=1'), 404, 'NOT_FOUND'],
    [new ForbiddenException(), 403, 'FORBIDDEN'],
    [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 503, 'DATABASE_UNAVAILABLE'],
    [Object.assign(new Error('lost'), { driverError: { code: 'PROTOCOL_CONNECTION_LOST' } }), 503, 'DATABASE_UNAVAILABLE'],
    [Object.assign(new Error('deadlock'), { errno: 1213 }), 503, 'DATABASE_UNAVAILABLE'],
    [Object.assign(new Error('slow'), { errno: 1969 }), 503, 'DATABASE_UNAVAILABLE'],
    [new TypeError('cannot read password of undefined'), 500, 'INTERNAL'],
    ['a string', 500, 'INTERNAL'],
    [null, 500, 'INTERNAL'],
  ])('%p → %i %s', (error, status, code) => {
    const answer = answerTo(error);
    expect(answer).toMatchObject({ status, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }, body: { status, code, requestId: 'r-1' } });
    expect(JSON.stringify(answer.body)).not.toMatch(/token=1|password of undefined|at Object/);
    expect(answer.headers['retry-after']).toBe(status === 503 ? '2' : undefined);
  });

  it('says when to try again', () => {
    expect(answerTo(new DomainError('SIGN_IN_LOCKED', 'words', { retryAfterMs: 1500 })).headers['retry-after']).toBe('2');
  });
});
