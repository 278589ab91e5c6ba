import { REPLY_WINDOW_SAFETY_MS } from '@mailtrixy/shared/dto';
import { canWriteUntil } from './writable-window';

it('offers to write only while the composer would take it', () => {
  const now = Date.parse('2026-11-30T20:46:10.000Z');
  const ends = (ms: number) => new Date(now + ms).toISOString();
  expect(canWriteUntil(ends(REPLY_WINDOW_SAFETY_MS + 1000), now)).toBe(true);
  expect(canWriteUntil(ends(REPLY_WINDOW_SAFETY_MS - 1000), now)).toBe(false);
  expect([canWriteUntil(null, now), canWriteUntil(undefined, now), canWriteUntil('never', now)]).toEqual([false, false, false]);
});
