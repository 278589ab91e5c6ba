import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { readSessionCookie, SessionsService } from '@mailtrixy/server/accounts';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { ProblemError } from './problem-error';
import { requestOf, routeOf } from './request-context';

/** Lets a request on when its route is public or its cookie opens a session, and keeps who it is. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http' || routeOf(context).public) return true;
    const request = requestOf(context);
    const token = readSessionCookie(request.headers.cookie, this.settings);
    const principal = await this.sessions.resolve(token, { ip: request.ip, requestId: request.id });
    if (!principal) throw new ProblemError('SESSION_REQUIRED', 401, 'Sign in first. A session ends after 12 hours without use and after 7 days.');
    request.principal = principal;
    return true;
  }
}
