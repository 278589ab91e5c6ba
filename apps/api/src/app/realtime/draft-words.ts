import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { draftStreamChannel, type StreamedWords } from '@mailtrixy/server/ai-replies';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import Redis from 'ioredis';
import { SocketServer } from './socket-server';

/** Below every real number: words of a draft move no cursor. */
const NO_NUMBER = '0';

/** Carries words of drafts that are being written from the worker to this process's sockets. Losing them costs nothing but the look. */
@Injectable()
export class DraftWords implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly subscriber: Redis;
  private readonly channel: string;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    @Inject(SocketServer) private readonly sockets: SocketServer,
  ) {
    this.channel = draftStreamChannel(settings);
    this.subscriber = new Redis(settings.redisUrl, { maxRetriesPerRequest: null, retryStrategy: (times) => Math.min(100 * times, 2000), lazyConnect: true });
    this.subscriber.on('error', () => undefined);
    this.subscriber.on('message', (_channel, text: string) => this.tell(text));
    this.subscriber.on('ready', () => void this.subscriber.subscribe(this.channel).catch(() => undefined));
  }

  onApplicationBootstrap(): void {
    this.subscriber.connect().catch(() => undefined);
  }

  onApplicationShutdown(): void {
    this.subscriber.disconnect();
  }

  private tell(text: string): void {
    const { workspaceId, frame } = JSON.parse(text) as StreamedWords;
    if (this.sockets.hasListeners(workspaceId)) this.sockets.emit(workspaceId, { seq: NO_NUMBER, topic: 'ai.draft', draft: frame });
  }
}
