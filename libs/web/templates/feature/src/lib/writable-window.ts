import { REPLY_WINDOW_SAFETY_MS } from '@mailtrixy/shared/dto';

/** Whether a normal message can still go: our window closes a little before Meta's, here as in the composer. */
export function canWriteUntil(windowExpiresAt: string | null | undefined, now = Date.now()): boolean {
  return typeof windowExpiresAt === 'string' && Date.parse(windowExpiresAt) - REPLY_WINDOW_SAFETY_MS > now;
}
