import { WEEKDAYS } from '@mailtrixy/shared/dto';
import { daysLater, instantOf, localTime } from './local-time';
import { isOpenAt, nextOpening, openingWords, type Week } from './opening';

const closed = () => Object.fromEntries(WEEKDAYS.map((day) => [day, [] as { from: string; to: string }[]])) as Week['week'];
const weekdays = (from: string, to: string): Week['week'] => ({ ...closed(), mon: [{ from, to }], tue: [{ from, to }], wed: [{ from, to }], thu: [{ from, to }], fri: [{ from, to }] });
const berlin = (over: Partial<Week> = {}): Week => ({ timeZone: 'Europe/Berlin', enabled: true, week: weekdays('09:00', '17:00'), holidays: [], ...over });
const at = (iso: string) => Date.parse(iso);

describe('business hours', () => {
  it.each([
    ['2026-11-30T07:59:59Z', false],
    ['2026-11-30T08:00:00Z', true],
    ['2026-11-30T15:59:59Z', true],
    ['2026-11-30T16:00:00Z', false],
    ['2026-07-01T07:00:00Z', true],
    ['2026-11-29T12:00:00Z', false],
  ])('%s: %s', (iso, open) => expect(isOpenAt(berlin(), at(iso))).toBe(open));

  it('are always open when switched off, and closed on holidays', () => {
    expect(isOpenAt(berlin({ enabled: false }), at('2026-11-29T03:00:00Z'))).toBe(true);
    expect(isOpenAt(berlin({ holidays: ['2026-12-25'] }), at('2026-12-25T10:00:00Z'))).toBe(false);
  });

  it('name the next opening', () => {
    const words = (iso: string, hours = berlin()) => openingWords(hours, nextOpening(hours, at(iso)) ?? 0, at(iso));
    expect(words('2026-11-27T18:00:00Z')).toBe('Mon 9:00');
    expect(words('2026-12-24T18:00:00Z', berlin({ holidays: ['2026-12-25'] }))).toBe('Mon 9:00');
    expect(words('2026-12-25T18:00:00Z', berlin({ week: { ...closed(), thu: [{ from: '09:30', to: '24:00' }] }, holidays: ['2026-12-31'] }))).toBe('Thu 2027-01-07 9:30');
    expect(nextOpening(berlin({ week: closed() }), at('2026-11-27T18:00:00Z'))).toBeNull();
  });

  it('begin where the clock jumps, and the first time where an hour comes twice', () => {
    expect(new Date(instantOf('Europe/Berlin', '2026-03-29', 150)).toISOString()).toBe('2026-03-29T01:00:00.000Z');
    expect(new Date(instantOf('Europe/Berlin', '2026-10-25', 150)).toISOString()).toBe('2026-10-25T00:30:00.000Z');
    // Half an hour, and a day that begins at one in the morning.
    expect(new Date(instantOf('Australia/Lord_Howe', '2026-10-04', 135)).toISOString()).toBe('2026-10-03T15:30:00.000Z');
    expect(new Date(instantOf('Africa/Cairo', '2026-04-24', 0)).toISOString()).toBe('2026-04-23T22:00:00.000Z');
    const night = berlin({ week: { ...closed(), sun: [{ from: '02:15', to: '02:45' }] } });
    expect(nextOpening(night, at('2026-03-28T12:00:00Z'))).toBe(at('2026-04-05T00:15:00Z'));
  });

  // Property: what the clock of the place shows decides, at every minute around every change.
  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kathmandu', 'Pacific/Apia', 'Africa/Cairo', 'America/St_Johns'])('agree with the wall clock around the changes of %s', (timeZone) => {
    const hours = berlin({ timeZone, week: { ...weekdays('08:30', '17:00'), sat: [{ from: '23:00', to: '24:00' }], sun: [{ from: '00:00', to: '03:00' }] } });
    let [offset, changes] = [null as number | null, 0];
    for (let day = 60; day < 330; day++) {
      const date = daysLater('2026-01-01', day);
      const noon = instantOf(timeZone, date, 720);
      const now = Date.parse(`${date}T12:00:00Z`) - noon;
      if (offset !== null && now !== offset) {
        changes++;
        for (let minute = -26 * 60; minute <= 0; minute += 61) {
          const moment = noon + minute * 60_000;
          const { weekday, minutes } = localTime(timeZone, moment);
          const expected = hours.week[weekday].some(({ from, to }) => minutes >= Number(from.slice(0, 2)) * 60 + Number(from.slice(3)) && minutes < Number(to.slice(0, 2)) * 60 + Number(to.slice(3)));
          expect([moment, isOpenAt(hours, moment)]).toEqual([moment, expected]);
          const next = nextOpening(hours, moment);
          expect(next !== null && next >= moment && isOpenAt(hours, next)).toBe(true);
          if (!expected && next !== null) {
            // Nothing opens in between.
            for (let between = moment + 60_000; between < next; between += 83 * 60_000) expect(isOpenAt(hours, between)).toBe(false);
            expect(isOpenAt(hours, next - 60_000)).toBe(false);
          }
        }
      }
      offset = now;
    }
    expect(changes).toBe(['Asia/Kathmandu', 'Pacific/Apia'].includes(timeZone) ? 0 : 2);
  });
});
