export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When somebody answers. Times are "HH:MM" on the wall clock of the workspace's time zone; "24:00" ends a day. */
export interface BusinessHours {
  version: number;
  timeZone: string;
  /** False: always open. */
  enabled: boolean;
  week: Record<Weekday, { from: string; to: string }[]>;
  /** Closed all day, YYYY-MM-DD. */
  holidays: string[];
}
export interface UpdateBusinessHoursRequest {
  version: number;
  enabled: boolean;
  week: Record<Weekday, { from: string; to: string }[]>;
  holidays: string[];
}
