import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import type { AiDraftFrame } from '@mailtrixy/shared/dto';
import Redis from 'ioredis';

/** What travels from the worker that writes to the processes that hold the sockets. */
export interface StreamedWords {
  workspaceId: string;
  frame: AiDraftFrame;
}

export function draftStreamChannel(settings: Pick<Settings, 'instance'>): string {
  return `mx-${settings.instance}:ai-draft`;
}

/** Words of a draft as they come. Redis only: whoever misses some reads the draft, which MySQL holds in the end. */
@Injectable()
export class DraftStream implements OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly channel: string;
  private first: Promise<void> | null = null;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.channel = draftStreamChannel(settings);
    this.redis = new Redis(settings.redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 500, retryStrategy: (times) => Math.min(100 * times, 2000), lazyConnect: true });
    this.redis.on('error', () => undefined);
  }

  /** Never throws and is never awaited: nobody's draft fails because nobody can watch it. */
  tell(words: StreamedWords): void {
    // Words that come while the connection is made wait for it, in their order; later losses mend themselves.
    this.first ??= this.redis.connect().catch(() => undefined);
    void this.first.then(() => this.redis.publish(this.channel, JSON.stringify(words))).catch(() => undefined);
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }
}
