import { Module } from '@nestjs/common';
import { AiProvidersDomainModule } from '@mailtrixy/server/ai-providers';
import { KnowledgeSearch } from './knowledge-search';
import { PassageIndexes } from './passage-indexes';

const SERVICES = [KnowledgeSearch, PassageIndexes];

/** Searching the knowledge of workspaces. One per process: it holds their indexes. Needs KEYRING, SETTINGS and LOGGER. */
@Module({ imports: [AiProvidersDomainModule], providers: SERVICES, exports: SERVICES })
export class KnowledgeRetrievalModule {}
