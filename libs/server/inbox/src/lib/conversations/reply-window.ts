import type { Clock } from '@mailtrixy/server/platform/clock';
import { REPLY_WINDOW_SAFETY_MS } from '@mailtrixy/shared/dto';

/**
 * May free text be sent now? Meta allows it for 24 hours after the customer's last message; we stop two minutes early,
 * so that a message in our queue still gets through. Meta stays the judge (131047).
 *
 * @param replyWindowMs the driver's rule; null: this kind of channel has no window
 * @param expiresAt     on the channel's own clock; null: the customer never wrote
 */
export function isWindowOpen(clock: Clock, channel: { clockOffsetS: number }, replyWindowMs: number | null, expiresAt: Date | null): boolean {
  if (replyWindowMs === null) return true;
  return expiresAt !== null && clock.forChannel(channel) < expiresAt.getTime() - REPLY_WINDOW_SAFETY_MS;
}

/**
 * The instant at which a browser's countdown ends. A sandbox channel's clock may run ahead of the browser's, so its
 * offset is taken out here and the browser needs to know nothing of it.
 */
export function windowExpiryForBrowser(expiresAt: Date | null, clockOffsetS: number): string | null {
  return expiresAt ? new Date(expiresAt.getTime() - clockOffsetS * 1000).toISOString() : null;
}
