import type { RateLimit } from './route.decorator';

/** Above this many keys the longest unused are forgotten; a forgotten bucket is a full one. */
const MAX_KEYS = 50_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets of this process, by key. Several api processes each allow the limit. */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  /** Takes one token. @returns 0 when there was one, else the milliseconds until the next */
  take(key: string, limit: RateLimit, now: number): number {
    const perMs = limit.perMinute / 60_000;
    const old = this.buckets.get(key);
    const tokens = old ? Math.min(limit.burst, old.tokens + Math.max(0, now - old.at) * perMs) : limit.burst;
    const taken = tokens >= 1;
    // Set again, so that the map's order is the order of last use.
    this.buckets.delete(key);
    this.buckets.set(key, { tokens: taken ? tokens - 1 : tokens, at: now });
    if (this.buckets.size > MAX_KEYS) this.buckets.delete(this.buckets.keys().next().value as string);
    return taken ? 0 : Math.ceil((1 - tokens) / perMs);
  }
}
