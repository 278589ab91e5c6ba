import { isWindowOpen } from './reply-window';

const DAY = 86_400_000;
const clock = { now: () => 1_000_000 };

describe('isWindowOpen', () => {
  it('closes two minutes before the expiry', () => {
    expect(isWindowOpen(clock, DAY, new Date(1_000_000 + 120_001))).toBe(true);
    expect(isWindowOpen(clock, DAY, new Date(1_000_000 + 120_000))).toBe(false);
  });

  it('is closed for a customer who never wrote, and always open where the channel has no window', () => {
    expect(isWindowOpen(clock, DAY, null)).toBe(false);
    expect(isWindowOpen(clock, null, null)).toBe(true);
  });
});
