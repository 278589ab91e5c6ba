import { randomToken } from '@mailtrixy/server/platform/clock';

/**
 * Goes out as biz_opaque_callback_data and comes back in statuses; it is what resolves a send whose answer was lost.
 * 16 random bytes and no meaning: every app that is subscribed to the account can read it.
 */
export function attemptToken(): string {
  return `mt1.${randomToken(16)}`;
}
