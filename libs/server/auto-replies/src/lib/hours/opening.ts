import type { BusinessHours, Weekday } from '@mailtrixy/shared/dto';
import { daysLater, instantOf, localTime, weekdayOf } from './local-time';

export type Week = Pick<BusinessHours, 'timeZone' | 'enabled' | 'week' | 'holidays'>;

/** Beyond a year of holidays nobody waits. */
const DAYS_AHEAD = 370;
const SHORT: Record<Weekday, string> = { mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat', sun: 'Sun' };

/** Hours that are switched off are always open. */
export function isOpenAt(hours: Week, at: number): boolean {
  if (!hours.enabled) return true;
  const { date, weekday, minutes } = localTime(hours.timeZone, at);
  return !hours.holidays.includes(date) && hours.week[weekday].some(({ from, to }) => minutes >= minutesOf(from) && minutes < minutesOf(to));
}

/** When it opens the next time after `at`, or `at` itself while it is open. Null: never. */
export function nextOpening(hours: Week, at: number): number | null {
  if (isOpenAt(hours, at)) return at;
  const today = localTime(hours.timeZone, at).date;
  for (let days = 0; days <= DAYS_AHEAD; days++) {
    const date = daysLater(today, days);
    if (hours.holidays.includes(date)) continue;
    const starts = hours.week[weekdayOf(date)].map(({ from }) => instantOf(hours.timeZone, date, minutesOf(from))).sort((a, b) => a - b);
    // An opening that lies wholly in a skipped hour never comes.
    const start = starts.find((one) => one > at && isOpenAt(hours, one));
    if (start !== undefined) return start;
  }
  return null;
}

/** "Mon 9:00", with the date when that is more than six days away. */
export function openingWords(hours: Week, opening: number, at: number): string {
  const { date, weekday, minutes } = localTime(hours.timeZone, opening);
  const time = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  const far = date > daysLater(localTime(hours.timeZone, at).date, 6);
  return far ? `${SHORT[weekday]} ${date} ${time}` : `${SHORT[weekday]} ${time}`;
}

export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
