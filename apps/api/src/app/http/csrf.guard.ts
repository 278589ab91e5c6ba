import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { ProblemError } from './problem-error';
import { requestOf, routeOf } from './request-context';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses writes that another site made a browser send. Browsers set these headers themselves; scripts cannot forge them. */
@Injectable()
export class CsrfGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const request = requestOf(context);
    if (SAFE.has(request.method) || !routeOf(context).csrf) return true;
    const { origin, host } = request.headers;
    const site = request.headers['sec-fetch-site'];
    if (cameFromElsewhere(site) || (origin !== undefined && !isOwnOrigin(origin, host, this.settings.publicUrl))) {
      throw new ProblemError('CSRF_REFUSED', 403, 'The request came from another site. Open MailTrixy under its own address and try again.');
    }
    return true;
  }
}

function cameFromElsewhere(site: string | string[] | undefined): boolean {
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

/** The host the request came to, or the address people use when a proxy in between rewrites Host. Also for socket handshakes. */
export function isOwnOrigin(origin: string, host: string | undefined, publicUrl: string): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  return (/^https?:$/.test(url.protocol) && url.host === host) || url.origin === new URL(publicUrl).origin;
}
