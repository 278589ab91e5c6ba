import type { BusinessNumber } from './accounts';
import { graphError } from './graph-error';

const pairBurst = 45;
const pairRefillMs = 6000;

/** Meta's speed limits (META §13): per number and second, and per pair of number and customer. Off unless set. */
export class RateLimits {
  private readonly seconds = new Map<string, { second: number; count: number }>();
  private readonly pairs = new Map<string, { tokens: number; at: number }>();

  constructor(private readonly now: () => number) {}

  takeThroughput(number: BusinessNumber): void {
    const level = (number.node['throughput'] as { level?: string } | undefined)?.level;
    const limit = number.node['is_on_biz_app'] === true ? 20 : level === 'HIGH' ? 1000 : 80;
    const second = Math.floor(this.now() / 1000);
    const used = this.seconds.get(number.phoneNumberId);
    if (!used || used.second !== second) this.seconds.set(number.phoneNumberId, { second, count: 1 });
    else if (++used.count > limit) throw graphError(130429);
  }

  /** 45 at once, then one in six seconds. */
  takePair(phoneNumberId: string, customerId: string): void {
    const key = `${phoneNumberId}|${customerId}`;
    const pair = this.pairs.get(key) ?? { tokens: pairBurst, at: this.now() };
    pair.tokens = Math.min(pairBurst, pair.tokens + (this.now() - pair.at) / pairRefillMs);
    pair.at = this.now();
    this.pairs.set(key, pair);
    if (pair.tokens < 1) throw graphError(131056);
    pair.tokens--;
  }

  clear(): void {
    this.seconds.clear();
    this.pairs.clear();
  }
}
