import { isWindowOpen, windowExpiryForBrowser } from './reply-window';

const DAY = 86_400_000;
const clock = { now: () => 1_000_000, forChannel: (channel: { clockOffsetS: number }) => 1_000_000 + channel.clockOffsetS * 1000 };
const live = { clockOffsetS: 0 };

describe('isWindowOpen', () => {
  it('closes two minutes before the expiry', () => {
    expect(isWindowOpen(clock, live, DAY, new Date(1_000_000 + 120_001))).toBe(true);
    expect(isWindowOpen(clock, live, DAY, new Date(1_000_000 + 120_000))).toBe(false);
  });

  it('is closed for a customer who never wrote, and always open where the channel has no window', () => {
    expect(isWindowOpen(clock, live, DAY, null)).toBe(false);
    expect(isWindowOpen(clock, live, null, null)).toBe(true);
  });

  it("follows the channel's own clock", () => {
    expect(isWindowOpen(clock, { clockOffsetS: 90_000 }, DAY, new Date(1_000_000 + DAY))).toBe(false);
    expect(windowExpiryForBrowser(new Date(1_000_000 + DAY), 90_000)).toBe(new Date(1_000_000 + DAY - 90_000_000).toISOString());
  });
});
