import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { MediaFetcher, OutboundEngine, wakeChannel, wakeFiles } from '@mailtrixy/server/inbox';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { OutboxTail, type OutboxRow } from '@mailtrixy/server/platform/realtime';
import { DataSource } from 'typeorm';

/** ChannelAccess keeps a channel's state and token for a second: what looks sooner would still see the hold. */
const STATE_CACHE_MS = 1100;

/** What waited for a channel goes out, and comes in, as soon as somebody releases it or pastes a new token; without this, at its next look. */
@Injectable()
export class ChannelWake implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly tail: OutboxTail;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(OutboundEngine) private readonly engine: OutboundEngine,
    @Inject(MediaFetcher) private readonly fetcher: MediaFetcher,
    @Inject(SETTINGS) settings: Settings,
    @Inject(Doorbell) doorbell: Doorbell,
    @Inject(LOGGER) logger: Logger,
  ) {
    const onError = (error: unknown) => logger.warn({ err: error }, 'Changes of channels could not be read; lanes and files look again by themselves');
    this.tail = new OutboxTail({ dataSource, redisUrl: settings.redisUrl, ringChannel: doorbell.outboxChannel, pollMs: settings.outboxMs, topics: ['channel.updated'], onRows: (rows) => this.wake(rows), onError });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.tail.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tail.stop();
  }

  private async wake(rows: readonly OutboxRow[]): Promise<void> {
    const channelIds = new Set(rows.flatMap(({ channelId }) => (channelId ? [channelId] : [])));
    if (!channelIds.size) return;
    await sleep(STATE_CACHE_MS);
    let [lanes, files] = [false, false];
    for (const channelId of channelIds) {
      lanes = (await wakeChannel(this.dataSource.manager, channelId)) || lanes;
      files = (await wakeFiles(this.dataSource, channelId)) || files;
    }
    if (files) void this.fetcher.run().catch(() => undefined);
    if (lanes) await this.engine.run();
  }
}
