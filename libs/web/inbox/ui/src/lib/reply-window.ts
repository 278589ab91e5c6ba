import { REPLY_WINDOW_SAFETY_MS } from '@mailtrixy/shared/dto';
import { formatClock, formatDay, formatRemaining } from '@mailtrixy/web/shared/util';

const HOUR = 3_600_000;
const WINDOW_MS = 24 * HOUR;

export type WindowState = 'none' | 'open' | 'closing' | 'last-hour' | 'closed';

export interface ReplyWindow {
  state: WindowState;
  /** "21 h left", "38 min left", "Closed". */
  words: string;
  /** "Open until 17:45", "Closed at 14:30", with the day when it is not today. */
  until: string;
  left: string;
  /** Share of the 24 hours that is left, 0 to 100. */
  percent: number;
}

/**
 * The server gives the end; everything shown is arithmetic on it and the clock.
 * The rule closes two minutes early, so that a message in the queue still gets through: so does the countdown.
 */
export function replyWindow(expiresAt: string | null, now: number): ReplyWindow {
  if (expiresAt === null) return { state: 'none', words: '', until: '', left: '', percent: 0 };
  const end = windowEnd(expiresAt);
  const ms = end - now;
  if (ms <= 0) return { state: 'closed', words: 'Closed', until: `Closed at ${clockWithDay(end, now)}`, left: '', percent: 0 };
  const left = formatRemaining(ms);
  return {
    state: ms >= 4 * HOUR ? 'open' : ms >= HOUR ? 'closing' : 'last-hour',
    words: `${left} left`,
    until: `Open until ${clockWithDay(end, now)}`,
    left,
    percent: Math.min(100, Math.round((ms / WINDOW_MS) * 100)),
  };
}

export function windowEnd(expiresAt: string): number {
  return new Date(expiresAt).getTime() - REPLY_WINDOW_SAFETY_MS;
}

function clockWithDay(at: number, now: number): string {
  const day = formatDay(at, now);
  return day === 'Today' ? formatClock(at) : `${formatClock(at)}, ${day === 'Yesterday' ? 'yesterday' : day}`;
}

/** Minutes at which the end is spoken: an hour, ten minutes, and the close. */
export function windowAnnouncement(before: number, after: number): string | null {
  const crossed = (limit: number) => before > limit && after <= limit;
  if (crossed(0)) return 'The reply window closed';
  if (crossed(10 * 60_000)) return 'The reply window closes in 10 minutes';
  if (crossed(HOUR)) return 'The reply window closes in 1 hour';
  return null;
}
