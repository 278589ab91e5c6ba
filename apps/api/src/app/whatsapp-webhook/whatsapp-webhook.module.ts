import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { AccountsDomainModule } from '@mailtrixy/server/accounts';
import { ChannelsDomainModule } from '@mailtrixy/server/channels';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { WebhookIngest, WebhookModule } from '@mailtrixy/server/whatsapp-cloud';
import { RawRoutes } from '../http';
import { AuditedReplay } from './audited-replay';
import { LogsController } from './logs.controller';
import { TestDelivery } from './test-delivery.service';
import { VerifyController } from './verify.controller';
import { createWebhookListener, WEBHOOK_PATH, type WebhookListener } from './webhook-listener';

/** The webhook's edge: POST taken raw, ahead of the framework; GET an ordinary controller; Logs. */
@Module({
  imports: [AccountsDomainModule, ChannelsDomainModule, WebhookModule],
  controllers: [VerifyController, LogsController],
  providers: [AuditedReplay, TestDelivery],
})
export class WhatsappWebhookModule implements OnModuleInit, OnApplicationShutdown {
  private readonly listener: WebhookListener;

  constructor(
    @Inject(WebhookIngest) private readonly ingest: WebhookIngest,
    @Inject(RawRoutes) private readonly rawRoutes: RawRoutes,
    @Inject(SETTINGS) settings: Settings,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.listener = createWebhookListener({ logger, trustedProxies: settings.trustedProxies });
  }

  onModuleInit(): void {
    this.rawRoutes.add({ method: 'POST', path: WEBHOOK_PATH, handle: (request, response) => this.listener.handle(request, response) });
    this.listener.attach(this.ingest);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.listener.close();
  }
}
