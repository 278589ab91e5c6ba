import { REPLY_WINDOW_SAFETY_MS } from '@mailtrixy/shared/dto';
import { replyWindow, windowAnnouncement } from './reply-window';

const NOW = new Date(2026, 10, 22, 12, 0).getTime();
const HOUR = 3_600_000;
/** An end that leaves exactly this much by the rule. */
const leaving = (ms: number) => new Date(NOW + ms + REPLY_WINDOW_SAFETY_MS).toISOString();

describe('replyWindow', () => {
  it.each([
    [21.5 * HOUR, 'open', '21 h left'],
    [4 * HOUR, 'open', '4 h left'],
    [3.2 * HOUR, 'closing', '3 h 12 m left'],
    [38 * 60_000, 'last-hour', '38 min left'],
    [9 * 60_000 + 5000, 'last-hour', '9:05 left'],
    [0, 'closed', 'Closed'],
    [-HOUR, 'closed', 'Closed'],
  ])('%d ms: %s, "%s"', (ms, state, words) => {
    expect(replyWindow(leaving(ms), NOW)).toMatchObject({ state, words });
  });

  it('closes when the server does: two minutes before Meta', () => {
    const end = new Date(NOW + REPLY_WINDOW_SAFETY_MS).toISOString();
    expect(replyWindow(end, NOW - 1).state).toBe('last-hour');
    expect(replyWindow(end, NOW).state).toBe('closed');
  });

  it('says until when, with the day when it is not today', () => {
    expect(replyWindow(leaving(2 * HOUR), NOW).until).toBe('Open until 14:00');
    expect(replyWindow(leaving(20 * HOUR), NOW).until).toMatch(/^Open until 08:00, Mon 23 Nov$/);
    expect(replyWindow(leaving(-14 * HOUR), NOW).until).toBe('Closed at 22:00, yesterday');
  });

  it('has none where the customer never wrote', () => {
    expect(replyWindow(null, NOW).state).toBe('none');
  });
});

describe('windowAnnouncement', () => {
  it('speaks at one hour, ten minutes and the close, once each', () => {
    const said: (string | null)[] = [];
    let before = Infinity;
    for (const minutes of [90, 61, 60, 59, 30, 11, 10, 9, 1, 0, -1]) {
      said.push(windowAnnouncement(before, minutes * 60_000));
      before = minutes * 60_000;
    }
    expect(said.filter(Boolean)).toEqual(['The reply window closes in 1 hour', 'The reply window closes in 10 minutes', 'The reply window closed']);
  });
});
