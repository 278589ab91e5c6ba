import { Module } from '@nestjs/common';
import { KnowledgeEmbeddingModule, KnowledgeWorkModule } from '@mailtrixy/server/knowledge';
import { EmbedSweeper } from './embed.sweeper';
import { KnowledgeWork } from './knowledge-work';
import { KnowledgeBellProcessor } from './knowledge.processor';
import { KnowledgeSweeper } from './knowledge.sweeper';

/** Reads documents and websites, and makes their passages. */
@Module({ imports: [KnowledgeEmbeddingModule, KnowledgeWorkModule], providers: [EmbedSweeper, KnowledgeWork, KnowledgeBellProcessor, KnowledgeSweeper], exports: [KnowledgeWork] })
export class KnowledgeModule {}
