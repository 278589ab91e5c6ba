import type { Clock } from '@mailtrixy/server/platform/clock';
import { REPLY_WINDOW_SAFETY_MS } from '@mailtrixy/shared/dto';

/**
 * May free text be sent now? Meta allows it for 24 hours after the customer's last message; we stop two minutes early,
 * so that a message in our queue still gets through. Meta stays the judge (131047).
 *
 * @param replyWindowMs the driver's rule; null: this kind of channel has no window
 * @param expiresAt     null: the customer never wrote
 */
export function isWindowOpen(clock: Clock, replyWindowMs: number | null, expiresAt: Date | null): boolean {
  if (replyWindowMs === null) return true;
  return expiresAt !== null && clock.now() < expiresAt.getTime() - REPLY_WINDOW_SAFETY_MS;
}
