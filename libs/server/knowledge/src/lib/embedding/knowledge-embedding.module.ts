import { Module } from '@nestjs/common';
import { AiProvidersDomainModule } from '@mailtrixy/server/ai-providers';
import { EmbedWork } from './embed-work';

/** Gives passages their vectors, for workers. */
@Module({ imports: [AiProvidersDomainModule], providers: [EmbedWork], exports: [EmbedWork] })
export class KnowledgeEmbeddingModule {}
