import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import Redis from 'ioredis';

export interface Grant {
  granted: number;
  /** When to ask again for the rest; 0 when all was granted. */
  waitMs: number;
}

/** Share of a second's allowance that may go at once. Refilled with the rest, so that no second has more than its rate. */
const BURST = 0.1;
/** A process that cannot ask Redis takes only a part, for it does not know how many others there are. */
const LOCAL_SHARE = 0.5;

/** KEYS: bucket, pause. ARGV: wanted, refill per second, capacity. Redis' own clock, shared by all workers. */
const TAKE = `
local paused = redis.call('PTTL', KEYS[2])
if paused > 0 then return {0, paused} end
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local b = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local capacity = tonumber(ARGV[3])
local tokens = tonumber(b[1]) or capacity
local at = tonumber(b[2]) or now
tokens = math.min(capacity, tokens + (now - at) * tonumber(ARGV[2]) / 1000)
local granted = math.min(tonumber(ARGV[1]), math.floor(tokens))
tokens = tokens - granted
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)
redis.call('PEXPIRE', KEYS[1], 60000)
local wait = 0
if granted < tonumber(ARGV[1]) then wait = math.ceil((1 - (tokens - math.floor(tokens))) * 1000 / tonumber(ARGV[2])) end
return {granted, wait}`;

interface Bucket {
  tokens: number;
  at: number;
}

/** Messages per second of each number, over all worker processes. Redis down: a local bucket with a smaller share. */
@Injectable()
export class RateTokens implements OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly prefix: string;
  private readonly buckets = new Map<string, Bucket>();
  private readonly pauses = new Map<string, number>();

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.prefix = `mx-${settings.instance}`;
    this.redis = new Redis(settings.redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 200, retryStrategy: (times) => Math.min(100 * times, 2000) });
    this.redis.on('error', () => undefined);
  }

  async take(channelId: string, wanted: number, ratePerS: number): Promise<Grant> {
    const local = (this.pauses.get(channelId) ?? 0) - performance.now();
    if (local > 0) return { granted: 0, waitMs: Math.ceil(local) };
    const capacity = Math.max(1, Math.ceil(ratePerS * BURST));
    const refill = Math.max(0.5, ratePerS - capacity);
    try {
      const [granted, waitMs] = (await this.redis.eval(TAKE, 2, this.key('rate', channelId), this.key('rate-pause', channelId), wanted, refill, capacity)) as [number, number];
      return { granted, waitMs };
    } catch {
      // Redis is down, slow or read-only: the queue goes on, more slowly.
      return this.takeLocally(channelId, wanted, refill * LOCAL_SHARE, capacity);
    }
  }

  /** The provider throttles the whole number: nobody takes a token for so long. */
  pause(channelId: string, ms: number): void {
    this.pauses.set(channelId, performance.now() + ms);
    this.redis.set(this.key('rate-pause', channelId), '1', 'PX', Math.max(1, Math.round(ms))).catch(() => undefined);
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  private takeLocally(channelId: string, wanted: number, refill: number, capacity: number): Grant {
    const now = performance.now();
    const bucket = this.buckets.get(channelId) ?? { tokens: capacity, at: now };
    const tokens = Math.min(capacity, bucket.tokens + ((now - bucket.at) * refill) / 1000);
    const granted = Math.min(wanted, Math.floor(tokens));
    this.buckets.set(channelId, { tokens: tokens - granted, at: now });
    return { granted, waitMs: granted < wanted ? Math.ceil(1000 / refill) : 0 };
  }

  private key(kind: string, channelId: string): string {
    return `${this.prefix}:${kind}:{${channelId}}`;
  }
}
