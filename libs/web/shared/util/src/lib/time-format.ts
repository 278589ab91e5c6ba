import { formatTimer } from './timer-format';

export type TimeInput = string | number | Date;

const LOCALE = 'en-GB';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Building an Intl formatter costs far more than using it, so each is made once. */
const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(timeZone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone ?? ''}|${JSON.stringify(options)}`;
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone });
    formatters.set(key, found);
  }
  return found;
}

/** Days since the epoch of the calendar day this moment falls on, in the given zone. */
function dayNumber(at: Date, timeZone?: string): number {
  const parts = formatter(timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day')) / DAY;
}

/** 14:32 */
export function formatClock(at: TimeInput, timeZone?: string): string {
  return formatter(timeZone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
}

/** 09:40:12.418 */
export function formatClockMs(at: TimeInput, timeZone?: string): string {
  return formatter(timeZone, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' }).format(new Date(at));
}

/** 12 Nov, or 12 Nov 2025 when the year differs from now. */
export function formatDate(at: TimeInput, now: TimeInput = Date.now(), timeZone?: string): string {
  const date = new Date(at);
  const year = formatter(timeZone, { year: 'numeric' });
  const sameYear = year.format(date) === year.format(new Date(now));
  return formatter(timeZone, sameYear ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' }).format(date);
}

/** Time of a list row: 14:32 today, Yday, then 12 Nov. */
export function formatRowTime(at: TimeInput, now: TimeInput = Date.now(), timeZone?: string): string {
  const days = dayNumber(new Date(now), timeZone) - dayNumber(new Date(at), timeZone);
  if (days === 0) return formatClock(at, timeZone);
  if (days === 1) return 'Yday';
  return formatDate(at, now, timeZone);
}

/** Day pill of a thread: Today, Yesterday, Mon 16 Nov. */
export function formatDay(at: TimeInput, now: TimeInput = Date.now(), timeZone?: string): string {
  const days = dayNumber(new Date(now), timeZone) - dayNumber(new Date(at), timeZone);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return `${formatter(timeZone, { weekday: 'short' }).format(new Date(at))} ${formatDate(at, now, timeZone)}`;
}

/** Full moment for tooltips: Mon, 16 November 2026, 14:32:08 */
export function formatFull(at: TimeInput, timeZone?: string): string {
  return formatter(timeZone, { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(at));
}

/** now, 4 min ago, yesterday 17:42, 20 Nov, 18:05 */
export function formatAgo(at: TimeInput, now: TimeInput = Date.now(), timeZone?: string): string {
  const date = new Date(at);
  const elapsed = new Date(now).getTime() - date.getTime();
  if (elapsed < MINUTE) return 'now';
  if (elapsed < HOUR) return `${Math.floor(elapsed / MINUTE)} min ago`;
  const days = dayNumber(new Date(now), timeZone) - dayNumber(date, timeZone);
  if (days === 0) return `${Math.floor(elapsed / HOUR)} h ago`;
  if (days === 1) return `yesterday ${formatClock(date, timeZone)}`;
  return `${formatDate(date, now, timeZone)}, ${formatClock(date, timeZone)}`;
}

/** Time left of a reply window or a lock: 21 h, 3 h 12 m, 38 min, 4:32. Empty when over. */
export function formatRemaining(ms: number): string {
  if (ms <= 0) return '';
  if (ms >= 4 * HOUR) return `${Math.floor(ms / HOUR)} h`;
  if (ms >= HOUR) return `${Math.floor(ms / HOUR)} h ${Math.floor((ms % HOUR) / MINUTE)} m`;
  if (ms >= 10 * MINUTE) return `${Math.floor(ms / MINUTE)} min`;
  return formatTimer(ms);
}

/** 812 B, 64 kB, 7.2 MB */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
