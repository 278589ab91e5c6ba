import { formatClock } from '@mailtrixy/web/shared/util';

export interface SnoozeTime {
  key: 'hour' | 'four_hours' | 'tomorrow' | 'monday';
  label: string;
  at: Date;
}

/** Beside the words: the time alone when it is today, else with its day. */
export function snoozeHint(at: Date, now: Date): string {
  return at.toDateString() === now.toDateString() ? formatClock(at) : `${at.toLocaleDateString('en-GB', { weekday: 'short' })} ${formatClock(at)}`;
}

const HOUR_MS = 3_600_000;
const MORNING = 9;

/** When a conversation may come back, on the wall clock of the person who snoozes. */
export function snoozeTimes(now: Date): SnoozeTime[] {
  const morning = (days: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
  const toMonday = ((8 - now.getDay()) % 7) || 7;
  return [
    { key: 'hour', label: 'In an hour', at: new Date(now.getTime() + HOUR_MS) },
    { key: 'four_hours', label: 'In 4 hours', at: new Date(now.getTime() + 4 * HOUR_MS) },
    { key: 'tomorrow', label: 'Tomorrow morning', at: morning(1) },
    ...(toMonday === 1 ? [] : [{ key: 'monday' as const, label: 'Monday morning', at: morning(toMonday) }]),
  ];
}
