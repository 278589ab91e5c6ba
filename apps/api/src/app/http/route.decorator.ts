import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ROLE_PERMISSIONS, ROLES, type Permission, type Role } from '@mailtrixy/shared/dto';

/** Token bucket: `perMinute` on average, `burst` at once. Counted per user, on public routes per address. */
export interface RateLimit {
  perMinute: number;
  burst: number;
}

/** What a route's data belongs to; `workspace` routes are walked with another workspace's ids. */
export type RouteScope = 'workspace' | 'user' | 'instance' | 'none';

type Access = { public: true; roles?: undefined; permission?: undefined } | { roles: readonly Role[] | 'any'; public?: undefined; permission?: undefined } | { permission: Permission; public?: undefined; roles?: undefined };

export type RouteOptions = Access & {
  scope: RouteScope;
  /** False only for what browsers never send with a session: probes and machines. Default true. */
  csrf?: boolean;
  rate?: RateLimit;
};

/** A route's promise, as the guards enforce it and the walkers test it. */
export interface RouteMetadata {
  public: boolean;
  roles: readonly Role[];
  scope: RouteScope;
  csrf: boolean;
  rate: RateLimit | null;
}

export const ROUTE_METADATA = 'mailtrixy:route';

/**
 * Required on every handler; the process does not start where one lacks it.
 * Exactly one of `public: true`, `roles: [...] | 'any'` (any signed-in member) or `permission` says who may call it.
 */
export function Route(options: RouteOptions): MethodDecorator {
  const roles = options.public ? [] : options.permission ? ROLES.filter((role) => ROLE_PERMISSIONS[role].includes(options.permission)) : options.roles === 'any' ? ROLES : options.roles;
  const metadata: RouteMetadata = { public: options.public ?? false, roles: roles ?? [], scope: options.scope, csrf: options.csrf ?? true, rate: options.rate ?? null };
  return applyDecorators(SetMetadata(ROUTE_METADATA, metadata));
}
