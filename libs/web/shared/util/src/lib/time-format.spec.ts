import { formatAgo, formatBytes, formatClockMs, formatDay, formatRemaining, formatRowTime } from './time-format';
import { formatTimer } from './timer-format';

const NOW = '2026-11-22T14:32:10.418Z';
const zone = 'Europe/London';

describe('time words', () => {
  it('shortens list times', () => {
    expect(formatRowTime('2026-11-22T09:05:00Z', NOW, zone)).toBe('09:05');
    expect(formatRowTime('2026-11-21T23:59:00Z', NOW, zone)).toBe('Yday');
    expect(formatRowTime('2026-11-12T10:00:00Z', NOW, zone)).toBe('12 Nov');
    expect(formatRowTime('2025-11-12T10:00:00Z', NOW, zone)).toBe('12 Nov 2025');
  });

  it('decides the day in the given zone, not in UTC', () => {
    expect(formatDay('2026-11-21T16:00:00Z', NOW, 'Asia/Tokyo')).toBe('Today');
    expect(formatDay('2026-11-21T14:00:00Z', NOW, 'Asia/Tokyo')).toBe('Yesterday');
    expect(formatDay('2026-11-16T10:00:00Z', NOW, zone)).toBe('Mon 16 Nov');
  });

  it('says how long ago', () => {
    expect(formatAgo('2026-11-22T14:32:00Z', NOW, zone)).toBe('now');
    expect(formatAgo('2026-11-22T14:28:00Z', NOW, zone)).toBe('4 min ago');
    expect(formatAgo('2026-11-22T12:00:00Z', NOW, zone)).toBe('2 h ago');
    expect(formatAgo('2026-11-21T17:42:00Z', NOW, zone)).toBe('yesterday 17:42');
    expect(formatAgo('2026-11-20T18:05:00Z', NOW, zone)).toBe('20 Nov, 18:05');
  });

  it('counts down', () => {
    const minute = 60_000;
    expect([21 * 60 * minute, 192 * minute, 38 * minute, 272_000, 0].map(formatRemaining)).toEqual(['21 h', '3 h 12 m', '38 min', '4:32', '']);
    expect(formatTimer(-5)).toBe('0:00');
  });

  it('shows milliseconds and sizes', () => {
    expect(formatClockMs(NOW, zone)).toBe('14:32:10.418');
    expect([812, 64_000, 7_200_000].map(formatBytes)).toEqual(['812 B', '64 kB', '7.2 MB']);
  });
});
