import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool } from 'mysql2/promise';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { LogDetails } from '../logs/log-detail.service';
import { LogReplay } from '../logs/log-replay.service';
import { WebhookLogs } from '../logs/webhook-logs.service';
import { RejectedQueue } from './rejected-queue';
import { VerifyHandshake } from './verify-handshake.service';
import { WebhookIngest } from './webhook-ingest.service';
import { createWebhookPool, WEBHOOK_POOL } from './webhook-pool';
import { WebhookSecrets } from './webhook-secrets';

/** The receiving side and Logs, for the api. Needs CHANNEL_DIRECTORY, Doorbell, SETTINGS, CLOCK and LOGGER from its composition. */
@Module({
  providers: [{ provide: WEBHOOK_POOL, useFactory: (settings: Settings, dataSource: DataSource) => createWebhookPool(settings.databaseUrl, dataSource), inject: [SETTINGS, DataSource] }, WebhookSecrets, RejectedQueue, WebhookIngest, VerifyHandshake, WebhookLogs, LogDetails, LogReplay],
  exports: [WebhookIngest, VerifyHandshake, RejectedQueue, WebhookLogs, LogDetails, LogReplay],
})
export class WebhookModule implements OnApplicationShutdown {
  constructor(
    @Inject(WEBHOOK_POOL) private readonly pool: Pool,
    @Inject(WebhookIngest) private readonly ingest: WebhookIngest,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.ingest.onApplicationShutdown();
    await this.pool.end();
  }
}
