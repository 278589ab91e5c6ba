import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Principal as PrincipalType, RequestOrigin } from '@mailtrixy/server/accounts';
import { requestOf } from './request-context';

/** The signed-in member. Only on routes that are not public. */
export const Principal = createParamDecorator((_: unknown, context: ExecutionContext): PrincipalType => {
  const { principal } = requestOf(context);
  if (!principal) throw new Error(`@Principal() on the public route ${context.getClass().name}.${context.getHandler().name}`);
  return principal;
});
export type Principal = PrincipalType;

/** Address, browser and request id, also on public routes. */
export const Origin = createParamDecorator((_: unknown, context: ExecutionContext): RequestOrigin => {
  const request = requestOf(context);
  return { ip: request.ip, userAgent: request.headers['user-agent'] ?? '', requestId: request.id };
});
export type Origin = RequestOrigin;
