import { snoozeHint, snoozeTimes } from './snooze-times';

describe('snoozeTimes', () => {
  it('offers an hour, four, the next morning and Monday', () => {
    const friday = new Date(2026, 10, 27, 16, 30);
    expect(snoozeTimes(friday).map(({ key, at }) => [key, at.getDate(), at.getHours(), at.getMinutes()])).toEqual([
      ['hour', 27, 17, 30],
      ['four_hours', 27, 20, 30],
      ['tomorrow', 28, 9, 0],
      ['monday', 30, 9, 0],
    ]);
  });
  it('says the time, and the day when it is another one', () => {
    const friday = new Date(2026, 10, 27, 16, 30);
    expect(snoozeHint(new Date(2026, 10, 27, 17, 30), friday)).toBe('17:30');
    expect(snoozeHint(new Date(2026, 10, 30, 9), friday)).toBe('Mon 09:00');
  });
  it('names Monday once, and on a Monday the next one', () => {
    expect(snoozeTimes(new Date(2026, 10, 29, 10)).map(({ key }) => key)).toEqual(['hour', 'four_hours', 'tomorrow']);
    expect(snoozeTimes(new Date(2026, 10, 30, 10)).find(({ key }) => key === 'monday')?.at.getDate()).toBe(7);
  });
});
