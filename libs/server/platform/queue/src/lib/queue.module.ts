import { BullModule } from '@nestjs/bull';
import { DynamicModule, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import Redis from 'ioredis';
import { Doorbell } from './doorbell';
import { RINGS } from './rings';

const prefixOf = (settings: Settings) => `mx-${settings.instance}`;

@Global()
@Module({})
export class QueueModule implements OnApplicationShutdown {
  constructor(@Inject(Doorbell) private readonly doorbell: Doorbell) {}

  /** For a process that only rings. */
  static producers(): DynamicModule {
    return { module: QueueModule, providers: [doorbellProvider], exports: [Doorbell] };
  }

  /** For the worker: rings, and registers every queue for the processors. */
  static consumers(): DynamicModule {
    return {
      module: QueueModule,
      imports: [
        BullModule.forRootAsync({
          inject: [SETTINGS],
          useFactory: (settings: Settings) => ({
            prefix: prefixOf(settings),
            settings: { lockDuration: 30_000, lockRenewTime: 10_000, stalledInterval: 5000, maxStalledCount: 3, guardInterval: 1000, retryProcessDelay: 1000, drainDelay: 5 },
            createClient: () => {
              const redis = new Redis(settings.redisUrl, { maxRetriesPerRequest: null, enableReadyCheck: false, retryStrategy: (times) => Math.min(100 * times, 2000) });
              redis.on('error', () => undefined);
              return redis;
            },
          }),
        }),
        BullModule.registerQueue(...RINGS.map((name) => ({ name }))),
      ],
      providers: [doorbellProvider],
      exports: [Doorbell, BullModule],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.doorbell.close();
  }
}

const doorbellProvider = { provide: Doorbell, inject: [SETTINGS], useFactory: (settings: Settings) => new Doorbell(settings.redisUrl, prefixOf(settings)) };
