import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Frames } from '@mailtrixy/server/inbox';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { OutboxTail, type OutboxRow } from '@mailtrixy/server/platform/realtime';
import { DataSource } from 'typeorm';
import { SocketServer } from './socket-server';

/** Carries the outbox to this process's sockets. */
@Injectable()
export class OutboxBroadcast implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly tail: OutboxTail;

  constructor(
    @Inject(DataSource) dataSource: DataSource,
    @Inject(SETTINGS) settings: Settings,
    @Inject(Doorbell) doorbell: Doorbell,
    @Inject(LOGGER) logger: Logger,
    @Inject(Frames) private readonly frames: Frames,
    @Inject(SocketServer) private readonly sockets: SocketServer,
  ) {
    this.tail = new OutboxTail({
      dataSource,
      redisUrl: settings.redisUrl,
      ringChannel: doorbell.outboxChannel,
      pollMs: settings.outboxMs,
      onRows: (rows) => this.broadcast(rows),
      onError: (error) => logger.warn({ err: error }, 'The outbox could not be read; the next look tries again'),
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.tail.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.tail.stop();
  }

  private async broadcast(rows: readonly OutboxRow[]): Promise<void> {
    if (rows.some(({ topic }) => topic === 'member.updated')) await this.sockets.recheck();
    const byWorkspace = new Map<string, OutboxRow[]>();
    for (const row of rows) {
      if (!this.sockets.hasListeners(row.workspaceId)) continue;
      byWorkspace.set(row.workspaceId, [...(byWorkspace.get(row.workspaceId) ?? []), row]);
    }
    for (const [workspaceId, own] of byWorkspace) {
      for (const frame of await this.frames.of(workspaceId, own)) this.sockets.emit(workspaceId, frame);
    }
  }
}
