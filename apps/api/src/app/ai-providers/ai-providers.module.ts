import { Module } from '@nestjs/common';
import { AiProvidersDomainModule } from '@mailtrixy/server/ai-providers';
import { AiProviderController } from './ai-provider.controller';

@Module({ imports: [AiProvidersDomainModule], controllers: [AiProviderController] })
export class AiProvidersModule {}
