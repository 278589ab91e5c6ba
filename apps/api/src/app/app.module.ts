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
import { AccountsModule } from './accounts/accounts.module';
import { AiProvidersModule } from './ai-providers/ai-providers.module';
import { AiRepliesModule } from './ai-replies/ai-replies.module';
import { AttachmentsModule } from './attachments/attachments.module';
import { AutoRepliesModule } from './auto-replies/auto-replies.module';
import { ChannelsModule } from './channels/channels.module';
import { DocsModule } from './docs/docs.module';
import { FrontDoor } from './http/front-door';
import { HttpModule } from './http/http.module';
import { InboxModule } from './inbox/inbox.module';
import { KnowledgeModule } from './knowledge/knowledge.module';
import { ProbesModule } from './probes/probes.module';
import { RealtimeModule } from './realtime/realtime.module';
import { SimulatorModule } from './simulator/simulator.module';
import { TemplatesModule } from './templates/templates.module';
import { WhatsappWebhookModule } from './whatsapp-webhook/whatsapp-webhook.module';

/** Entity lists of the domains: add yours. */
const ENTITIES = [...ACCOUNTS_ENTITIES, ...CHANNEL_ENTITIES];

/** The edges of the domains: add yours. */
const MODULES = [AccountsModule, AiProvidersModule, AiRepliesModule, AttachmentsModule, AutoRepliesModule, ChannelDriversModule, ChannelsDomainModule, ChannelsModule, DocsModule, EgressModule, InboxModule, KnowledgeModule, MediaProcessingModule, MediaStoreModule, ProbesModule, RealtimeModule, SimulatorModule, TemplatesModule, WhatsappWebhookModule];

/** The composition root of the api. */
@Module({})
export class AppModule {
  static forRoot(settings: Settings, logger: Logger, frontDoor: FrontDoor): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(settings),
        LoggingModule.forRoot(logger),
        DatabaseModule.forRoot(settings.databaseUrl, ENTITIES, { connections: 12, statementTimeoutMs: 5000 }),
        SecretsModule,
        QueueModule.producers(),
        HttpModule.forRoot(frontDoor),
        ...MODULES,
      ],
    };
  }
}
