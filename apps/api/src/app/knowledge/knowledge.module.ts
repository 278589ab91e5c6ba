import { Module } from '@nestjs/common';
import { KnowledgeIngestionModule, KnowledgeRetrievalModule } from '@mailtrixy/server/knowledge';
import { KnowledgeArticlesController } from './knowledge-articles.controller';
import { KnowledgeDocumentsController } from './knowledge-documents.controller';
import { KnowledgeWebsitesController } from './knowledge-websites.controller';

@Module({ imports: [KnowledgeIngestionModule, KnowledgeRetrievalModule], controllers: [KnowledgeArticlesController, KnowledgeDocumentsController, KnowledgeWebsitesController] })
export class KnowledgeModule {}
