import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ProblemError } from './problem-error';
import { requestOf, routeOf } from './request-context';

/** Lets the roles that the route names through. The role was read with this request's session, so a change counts at once. */
@Injectable()
export class RoleGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const route = routeOf(context);
    const role = requestOf(context).principal?.role;
    if (route.public || (role && route.roles.includes(role))) return true;
    throw new ProblemError('FORBIDDEN', 403, 'Your role does not allow this. Ask an owner or admin of the workspace.');
  }
}
