import { WEEKDAYS, type Weekday } from '@mailtrixy/shared/dto';

/** A moment on the wall clock of a place. */
export interface LocalTime {
  /** YYYY-MM-DD */
  date: string;
  weekday: Weekday;
  /** Since midnight, as the clock shows it: on the day of a change some come twice or never. */
  minutes: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** @param timeZone IANA name; one that this machine does not know counts as UTC */
export function localTime(timeZone: string, at: number): LocalTime {
  const parts = Object.fromEntries(formatOf(timeZone).formatToParts(at).map(({ type, value }) => [type, value]));
  const date = `${parts['year'].padStart(4, '0')}-${parts['month']}-${parts['day']}`;
  return { date, weekday: weekdayOf(date), minutes: Number(parts['hour']) * 60 + Number(parts['minute']) };
}

export function weekdayOf(date: string): Weekday {
  return WEEKDAYS[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7];
}

export function daysLater(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The first moment at which the clock of this place shows that time of that day or a later one: an hour that is skipped
 * begins where the clock jumps, an hour that comes twice begins the first time.
 */
export function instantOf(timeZone: string, date: string, minutes: number): number {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS;
  const shown = (at: number) => {
    const local = localTime(timeZone, at);
    return Date.parse(`${local.date}T00:00:00Z`) + local.minutes * MINUTE_MS;
  };
  // No place is further than 15 hours from UTC; the clock runs forwards but for its changes, so the first hit is looked for in order.
  const guess = wanted - (shown(wanted) - wanted);
  let [low, high] = [guess - 3 * 60 * MINUTE_MS, guess + 3 * 60 * MINUTE_MS];
  for (; low < high; low += 15 * MINUTE_MS) if (shown(low) >= wanted) break;
  for (high = low, low -= 15 * MINUTE_MS; low < high; low += MINUTE_MS) if (shown(low) >= wanted) return low;
  return high;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) formats.set(timeZone, (format = makeFormat(timeZone)));
  return format;
}

function makeFormat(timeZone: string): Intl.DateTimeFormat {
  const fields = { calendar: 'iso8601', numberingSystem: 'latn', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  try {
    return new Intl.DateTimeFormat('en', { ...fields, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en', { ...fields, timeZone: 'UTC' });
  }
}
