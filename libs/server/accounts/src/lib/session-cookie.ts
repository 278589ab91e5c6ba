/** What decides the cookie's name and attributes. */
export interface CookieSettings {
  instance: string;
  publicUrlIsHttps: boolean;
}

/**
 * The session cookie. With https `__Host-mx`: the prefix makes browsers refuse it from a sub-domain or without Secure. On
 * plain http it carries the instance, because cookies ignore ports and two clones on one machine would sign each other out.
 */
export function sessionCookieName(settings: CookieSettings): string {
  return settings.publicUrlIsHttps ? '__Host-mx' : `mx_${settings.instance.replace(/[^A-Za-z0-9_-]/g, '_')}`;
}

/** The token in a request's Cookie header (HTTP or a socket's handshake); null without one. */
export function readSessionCookie(header: string | undefined, settings: CookieSettings): string | null {
  const prefix = `${sessionCookieName(settings)}=`;
  for (const part of (header ?? '').split(';')) {
    const pair = part.trim();
    if (pair.startsWith(prefix)) return pair.slice(prefix.length);
  }
  return null;
}

/** A Set-Cookie value. Null ends the cookie. */
export function sessionCookie(token: string | null, settings: CookieSettings, maxAgeMs: number): string {
  const secure = settings.publicUrlIsHttps ? '; Secure' : '';
  const age = token === null ? 0 : Math.floor(maxAgeMs / 1000);
  return `${sessionCookieName(settings)}=${token ?? ''}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${age}${secure}`;
}
