import { DynamicModule, Module } from '@nestjs/common';
import { ACCOUNTS_ENTITIES } from '@mailtrixy/server/accounts';
import { ChannelDriversModule } from '@mailtrixy/server/channel-drivers';
import { CHANNEL_ENTITIES, ChannelsDomainModule } from '@mailtrixy/server/channels';
import { ConfigModule, type Settings } from '@mailtrixy/server/platform/config';
import { DatabaseModule } from '@mailtrixy/server/platform/database';
import { EgressModule } from '@mailtrixy/server/platform/egress';
import { LoggingModule, type Logger } from '@mailtrixy/server/platform/logging';
import { MediaProcessingModule } from '@mailtrixy/server/platform/media-processing';
import { MediaStoreModule } from '@mailtrixy/server/platform/media-store';
import { QueueModule } from '@mailtrixy/server/platform/queue';
import { SecretsModule } from '@mailtrixy/server/platform/secrets';
import { AutomationModule } from './automation/automation.module';
import { AiRepliesModule } from './ai-replies/ai-replies.module';
import { ChannelsModule } from './channels/channels.module';
import { InboxModule } from './inbox/inbox.module';
import { KnowledgeModule } from './knowledge/knowledge.module';
import { MediaModule } from './media/media.module';
import { SweepingModule } from './sweeping/sweeping.module';
import { TemplatesModule } from './templates/templates.module';
import { WhatsappWebhookModule } from './whatsapp-webhook/whatsapp-webhook.module';

/** Entity lists of the domains: add yours. */
const ENTITIES = [...ACCOUNTS_ENTITIES, ...CHANNEL_ENTITIES];

/** What this process works on: add yours. */
const MODULES = [AiRepliesModule, AutomationModule, ChannelDriversModule, ChannelsDomainModule, ChannelsModule, EgressModule, InboxModule, KnowledgeModule, MediaModule, MediaProcessingModule, MediaStoreModule, SweepingModule, TemplatesModule, WhatsappWebhookModule];

/** The composition root of the worker: the api without its edges. */
@Module({})
export class WorkerModule {
  static forRoot(settings: Settings, logger: Logger): DynamicModule {
    return {
      module: WorkerModule,
      imports: [ConfigModule.forRoot(settings), LoggingModule.forRoot(logger), DatabaseModule.forRoot(settings.databaseUrl, ENTITIES, { connections: 12, statementTimeoutMs: 30_000 }), SecretsModule, QueueModule.consumers(), ...MODULES],
    };
  }
}
