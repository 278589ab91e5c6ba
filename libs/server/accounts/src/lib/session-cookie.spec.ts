import { readSessionCookie, sessionCookie } from './session-cookie';

const https = { instance: 'abc', publicUrlIsHttps: true };
const http = { instance: 'clone/1', publicUrlIsHttps: false };

describe('the session cookie', () => {
  it('has every protection that https allows', () => {
    expect(sessionCookie('tok', https, 60_000)).toBe('__Host-mx=tok; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure');
  });

  it('carries the instance on plain http, because cookies ignore ports', () => {
    expect(sessionCookie('tok', http, 60_000)).toBe('mx_clone_1=tok; Path=/; HttpOnly; SameSite=Lax; Max-Age=60');
  });

  it('is read back among others, and only under its exact name', () => {
    expect(readSessionCookie('a=1; __Host-mx=tok; b=2', https)).toBe('tok');
    expect(readSessionCookie('x__Host-mx=tok; mx_abc=tok', https)).toBeNull();
    expect(readSessionCookie(undefined, https)).toBeNull();
  });
});
