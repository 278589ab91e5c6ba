import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { addressKey } from '@mailtrixy/server/accounts';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { ProblemError } from './problem-error';
import { requestOf, routeOf } from './request-context';
import type { RateLimit } from './route.decorator';
import { TokenBuckets } from './token-buckets';

/** Far above what a person and one browser do; below what a runaway script does. */
const READS: RateLimit = { perMinute: 3000, burst: 600 };
const WRITES: RateLimit = { perMinute: 600, burst: 200 };
const PUBLIC: RateLimit = { perMinute: 120, burst: 60 };

/** Limits each user's (on public routes each address's) requests. A route with a `rate` of its own is counted by itself. */
@Injectable()
export class RateGuard implements CanActivate {
  private readonly buckets = new TokenBuckets();

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = requestOf(context);
    const route = routeOf(context);
    const who = request.principal ? `u:${request.principal.userId}` : `a:${addressKey(request.ip)}`;
    const reading = request.method === 'GET' || request.method === 'HEAD';
    const [bucket, limit] = route.rate
      ? [`${context.getClass().name}.${context.getHandler().name}`, route.rate]
      : route.public
        ? ['public', PUBLIC]
        : reading
          ? ['read', READS]
          : ['write', WRITES];
    const factor = this.settings.rateLimitFactor;
    const waitMs = this.buckets.take(`${bucket}|${who}`, { perMinute: limit.perMinute * factor, burst: limit.burst * factor }, performance.now());
    if (!waitMs) return true;
    throw new ProblemError('RATE_LIMITED', 429, 'Too many requests. Wait a moment, then try again.', [], { 'retry-after': String(Math.ceil(waitMs / 1000)) });
  }
}
