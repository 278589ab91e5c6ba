import { openingForCustomer } from './opening-for-customer';

describe('the next opening for a customer', () => {
  const now = new Date('2026-12-05T12:00:00Z');
  const words = (language: string, at = '2026-12-07T08:30:00Z', timeZone = 'Europe/Berlin') => openingForCustomer(new Date(at), now, timeZone, language);

  it.each([
    ['en', 'Monday 09:30'],
    ['de', 'Montag, 09:30'],
    ['es', 'lunes, 9:30'],
    ['tr', 'Pazartesi 09:30'],
    ['xx', 'Monday 09:30'],
  ])('in %s: %s', (language, expected) => expect(words(language)).toBe(expected));

  it('is on the workspace’s clock, and has a date when it is far', () => {
    expect(words('en', '2026-12-07T08:30:00Z', 'America/New_York')).toBe('Monday 03:30');
    expect(words('de', '2027-01-04T08:30:00Z')).toBe('Montag, 4. Januar um 9:30');
  });
});
