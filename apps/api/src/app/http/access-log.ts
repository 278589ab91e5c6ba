import type { Logger } from '@mailtrixy/server/platform/logging';
import type { FastifyInstance } from 'fastify';
import type { MailTrixyRequest } from './request-context';

/** One line per answered request. The query is left out: it may carry search words and tokens. */
export function logAccess(fastify: FastifyInstance, logger: Logger, count: (route: string, method: string, status: number, seconds: number) => void): void {
  // A request that no route took passes the hook twice.
  const seen = new WeakSet<object>();
  fastify.addHook('onResponse', (request, reply, done) => {
    if (seen.has(request.raw)) return done();
    seen.add(request.raw);
    const { principal } = request as MailTrixyRequest;
    const route = request.routeOptions.url ?? 'unmatched';
    const quiet = route === '/healthz' || route === '/readyz' || route === '/metrics' || !request.url.startsWith('/api');
    logger[quiet ? 'debug' : 'info'](
      {
        requestId: request.id,
        method: request.method,
        path: request.url.split('?')[0].slice(0, 300),
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        ip: request.ip,
        workspaceId: principal?.workspaceId,
        userId: principal?.userId,
      },
      'request',
    );
    count(route, request.method, reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
}
