import type { Settings } from '@mailtrixy/server/platform/config';

/** Headers of every answer: API, app and error alike. */
export function securityHeaders(settings: Pick<Settings, 'publicUrl' | 'publicUrlIsHttps'>): Readonly<Record<string, string>> {
  // 'self' covers the socket in current browsers; older Safari wants the ws address spelled out.
  const socket = new URL(settings.publicUrl).origin.replace(/^http/, 'ws');
  return {
    'content-security-policy': [
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data: blob:",
      // A recording is listened to before it is sent.
      "media-src 'self' blob:",
      "font-src 'self'",
      `connect-src 'self' ${socket}`,
      "object-src 'none'",
      "base-uri 'self'",
      "frame-ancestors 'none'",
      "form-action 'self'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(self), payment=(), usb=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    // Without includeSubDomains: this may be the apex of somebody's domain.
    ...(settings.publicUrlIsHttps ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
