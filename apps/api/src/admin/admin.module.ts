import { DynamicModule, Module } from '@nestjs/common';
import { ACCOUNTS_ENTITIES, AccountsDomainModule } from '@mailtrixy/server/accounts';
import { AiProvidersDomainModule } from '@mailtrixy/server/ai-providers';
import { ChannelDriversModule } from '@mailtrixy/server/channel-drivers';
import { CHANNEL_ENTITIES, ChannelsDomainModule } from '@mailtrixy/server/channels';
import { ConfigModule, type Settings } from '@mailtrixy/server/platform/config';
import { DatabaseModule } from '@mailtrixy/server/platform/database';
import { EgressModule } from '@mailtrixy/server/platform/egress';
import { LoggingModule, type Logger } from '@mailtrixy/server/platform/logging';
import { QueueModule } from '@mailtrixy/server/platform/queue';
import { SecretsModule } from '@mailtrixy/server/platform/secrets';

/** Entity lists and modules of the domains whose services commands use: add yours. */
const ENTITIES = [...ACCOUNTS_ENTITIES, ...CHANNEL_ENTITIES];
const MODULES = [AccountsDomainModule, AiProvidersDomainModule, ChannelDriversModule, ChannelsDomainModule, EgressModule];

/** The composition root of the administration program: the domains without HTTP. */
@Module({})
export class AdminModule {
  static forRoot(settings: Settings, logger: Logger): DynamicModule {
    return {
      module: AdminModule,
      imports: [
        ConfigModule.forRoot(settings),
        LoggingModule.forRoot(logger),
        DatabaseModule.forRoot(settings.databaseUrl, ENTITIES, { connections: 4, statementTimeoutMs: 0 }),
        SecretsModule,
        QueueModule.producers(),
        ...MODULES,
      ],
    };
  }
}
