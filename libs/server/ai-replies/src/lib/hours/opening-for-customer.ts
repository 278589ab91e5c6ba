const WEEK_MS = 6 * 86_400_000;
const TIME = { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' } as const;

/**
 * When somebody is back, on the workspace's clock and in the customer's language: "Montag, 09:00"; with the date beyond
 * six days.
 */
export function openingForCustomer(opening: Date, now: Date, timeZone: string, language: string): string {
  const far = opening.getTime() - now.getTime() > WEEK_MS;
  const format = new Intl.DateTimeFormat([language, 'en'], { weekday: 'long', ...(far ? { day: 'numeric', month: 'long' } : {}), ...TIME, timeZone });
  return format.format(opening);
}
