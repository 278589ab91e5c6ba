import { TokenBuckets } from './token-buckets';

const limit = { perMinute: 60, burst: 3 };

describe('TokenBuckets', () => {
  it('gives the burst, then one per second, and says how long to wait', () => {
    const buckets = new TokenBuckets();
    expect([0, 0, 0].map((now) => buckets.take('a', limit, now))).toEqual([0, 0, 0]);
    expect(buckets.take('a', limit, 0)).toBe(1000);
    expect(buckets.take('a', limit, 400)).toBe(600);
    expect(buckets.take('a', limit, 1000)).toBe(0);
    expect(buckets.take('a', limit, 1000)).toBe(1000);
  });

  it('counts each key by itself and never saves up more than the burst', () => {
    const buckets = new TokenBuckets();
    buckets.take('a', limit, 0);
    expect(buckets.take('b', limit, 0)).toBe(0);
    expect([1, 2, 3].map(() => buckets.take('a', limit, 3_600_000))).toEqual([0, 0, 0]);
    expect(buckets.take('a', limit, 3_600_000)).toBeGreaterThan(0);
  });

  it('does not refuse when the clock goes back', () => {
    const buckets = new TokenBuckets();
    expect(buckets.take('a', limit, 1000)).toBe(0);
    expect(buckets.take('a', limit, 0)).toBe(0);
  });
});
