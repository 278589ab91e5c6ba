import type { Settings } from '@mailtrixy/server/platform/config';
import { newId } from '@mailtrixy/server/platform/clock';
import { RateTokens } from './rate-tokens';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('RateTokens', () => {
  const made: RateTokens[] = [];
  const tokens = (instance: string, redisUrl = process.env['MAILTRIXY_TEST_REDIS_URL'] as string) => {
    const one = new RateTokens({ instance, redisUrl } as Settings);
    made.push(one);
    return one;
  };
  afterEach(() => made.splice(0).forEach((one) => one.onApplicationShutdown()));

  it('gives two processes together no more than the rate in any second', async () => {
    const instance = newId();
    const [channelId, workers] = [newId(), [tokens(instance), tokens(instance)]];
    await wait(200);
    const grants: number[] = [];
    const end = performance.now() + 2500;
    await Promise.all(
      workers.map(async (worker) => {
        while (performance.now() < end) {
          const { granted } = await worker.take(channelId, 50, 80);
          for (let i = 0; i < granted; i++) grants.push(performance.now());
          await wait(5);
        }
      }),
    );
    grants.sort((a, b) => a - b);
    // One more than the rate may fall into a window by a millisecond's rounding.
    for (const from of grants) expect(grants.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(81);
    expect(grants.length).toBeGreaterThan(120);
  });

  it('goes on without Redis, more slowly', async () => {
    const alone = tokens(newId(), 'redis://127.0.0.1:1/0');
    const channelId = newId();
    let granted = (await alone.take(channelId, 50, 80)).granted;
    expect(granted).toBeGreaterThan(0);
    for (let i = 0; i < 40; i++) {
      await wait(25);
      granted += (await alone.take(channelId, 50, 80)).granted;
    }
    expect(granted).toBeGreaterThan(20);
    expect(granted).toBeLessThanOrEqual(60);
  });

  it('gives nobody a token while the number is throttled, and says how long', async () => {
    const instance = newId();
    const [channelId, first, second] = [newId(), tokens(instance), tokens(instance)];
    await wait(200);
    const from = performance.now();
    first.pause(channelId, 400);
    // The other process knows as soon as Redis does.
    while ((await second.take(channelId, 1, 80)).waitMs <= 100) continue;
    for (const worker of [first, second]) {
      const { granted, waitMs } = await worker.take(channelId, 1, 80);
      expect(granted).toBe(0);
      expect(waitMs).toBeGreaterThan(100);
    }
    const until = from + 400;
    let granted = 0;
    while (!granted && performance.now() < until + 5000) granted = (await second.take(channelId, 1, 80)).granted;
    expect(granted).toBe(1);
    expect(performance.now() - from).toBeGreaterThanOrEqual(395);
  });
});
