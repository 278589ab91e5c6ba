import type { ExecutionContext } from '@nestjs/common';
import type { Principal } from '@mailtrixy/server/accounts';
import type { FastifyRequest } from 'fastify';
import { ROUTE_METADATA, type RouteMetadata } from './route.decorator';

/** A request as the guards leave it. */
export interface MailTrixyRequest extends FastifyRequest {
  /** Set by SessionGuard on every route that is not public. */
  principal?: Principal;
}

export function requestOf(context: ExecutionContext): MailTrixyRequest {
  return context.switchToHttp().getRequest<MailTrixyRequest>();
}

/** The route's promise. @throws Error when a handler got past the boot check without one */
export function routeOf(context: ExecutionContext): RouteMetadata {
  const metadata = Reflect.getMetadata(ROUTE_METADATA, context.getHandler()) as RouteMetadata | undefined;
  if (!metadata) throw new Error(`${context.getClass().name}.${context.getHandler().name} has no @Route`);
  return metadata;
}
