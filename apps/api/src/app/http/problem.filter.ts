import { Catch, HttpException, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { isConnectionError, isDeadlock } from '@mailtrixy/server/platform/database';
import { DomainError, STATUS_OF_PROBLEM } from '@mailtrixy/server/platform/errors';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ProblemCode } from '@mailtrixy/shared/dto';
import { endAfterBody } from './end-after-body';
import { problemDocument } from './problem-document';
import { ProblemError } from './problem-error';

/** ER_STATEMENT_TIMEOUT (MariaDB), ER_QUERY_TIMEOUT (MySQL), ER_QUERY_INTERRUPTED */
const STATEMENT_TIMEOUTS = new Set([1969, 3024, 1317]);

const BY_STATUS: Readonly<Record<number, [ProblemCode, string]>> = {
  400: ['VALIDATION_FAILED', 'The request could not be read.'],
  401: ['SESSION_REQUIRED', 'Sign in first.'],
  403: ['FORBIDDEN', 'Your role does not allow this.'],
  404: ['NOT_FOUND', 'There is nothing at this address.'],
  405: ['NOT_FOUND', 'There is nothing at this address.'],
  413: ['BODY_TOO_LARGE', 'The body is larger than 1 MiB.'],
  414: ['VALIDATION_FAILED', 'The address is too long.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json.'],
  429: ['RATE_LIMITED', 'Too many requests. Wait a moment.'],
};

/** Turns every error of a request into problem+json. Only an unexpected one is logged as an error. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const requestId = String(request.id ?? '');
    const problem = this.toProblem(error, requestId);
    if (reply.sent) return;
    const text = JSON.stringify({ ...problemDocument(problem.code, problem.status, problem.detail, problem.errors, requestId), ...problem.extension });
    if (request.raw.complete === false) return this.answerDuringBody(request, reply, problem, text);
    for (const [name, value] of Object.entries(problem.headers)) void reply.header(name, value);
    void reply
      .status(problem.status)
      .header('content-type', 'application/problem+json')
      .header('cache-control', 'no-store')
      .send(text);
  }

  /** Too long, or of an unknown kind: refused while the client is still sending. */
  private answerDuringBody(request: FastifyRequest, reply: FastifyReply, problem: ProblemError, text: string): void {
    const headers = { ...reply.getHeaders(), ...problem.headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store', 'content-length': Buffer.byteLength(text) };
    reply.hijack();
    endAfterBody(request.raw, reply.raw, problem.status, headers, text);
  }

  private toProblem(error: unknown, requestId: string): ProblemError {
    if (error instanceof ProblemError) return error;
    if (error instanceof DomainError) {
      const { errors = [], retryAfterMs, conversationId } = error.more;
      return new ProblemError(error.code, STATUS_OF_PROBLEM[error.code], error.detail, errors, retryAfterMs === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) }, conversationId === undefined ? {} : { conversationId });
    }
    if (error instanceof HttpException && error.getStatus() < 500) {
      const [code, detail] = BY_STATUS[error.getStatus()] ?? ['VALIDATION_FAILED', error.message];
      return new ProblemError(code, error.getStatus() === 405 ? 404 : error.getStatus(), detail);
    }
    if (isConnectionError(error) || isDeadlock(error) || STATEMENT_TIMEOUTS.has((error as { errno?: number } | null)?.errno ?? 0)) {
      this.logger.warn({ err: error, requestId }, 'the database did not answer');
      return new ProblemError('DATABASE_UNAVAILABLE', 503, 'The database does not answer at the moment. Nothing is lost; try again shortly.', [], { 'retry-after': '2' });
    }
    this.logger.error({ err: error, requestId }, 'request failed');
    return new ProblemError('INTERNAL', 500, `Something went wrong inside MailTrixy. The log line has the request id ${requestId}.`);
  }
}
