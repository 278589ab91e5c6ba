import { Module } from '@nestjs/common';
import { AccountsDomainModule } from '@mailtrixy/server/accounts';
import { SETTINGS } from '@mailtrixy/server/platform/config';
import { PageFinder } from './crawl/find-pages';
import { PageFetcher } from './crawl/page-fetcher';
import { RobotsRules } from './crawl/robots-rules';
import { Sitemaps } from './crawl/sitemaps';
import { KnowledgeArticles } from './documents/knowledge-articles';
import { KnowledgeDocuments } from './documents/knowledge-documents';
import { KnowledgeFiles } from './documents/knowledge-files';
import { RemovedKnowledgeFiles } from './documents/removed-files';
import { FaqImport } from './faq/faq-import';
import { KnowledgeGaps } from './gaps/knowledge-gaps';
import { DocumentReader } from './work/document-reader';
import { HostTurns } from './work/host-turns';
import { KnowledgeIndexWork } from './work/index-work';
import { KnowledgeWebsites } from './websites/knowledge-websites';
import { KnowledgeWebsiteWork } from './websites/website-work';

/** Addresses that strangers gave are asked here only. */
const FETCHER = { provide: PageFetcher, useFactory: (settings: ConstructorParameters<typeof PageFetcher>[0]) => new PageFetcher(settings), inject: [SETTINGS] };

const SERVICES = [FaqImport, KnowledgeArticles, KnowledgeDocuments, KnowledgeFiles, KnowledgeGaps, KnowledgeWebsites];

/** What people do with the Knowledge Base. Needs MEDIA_STORE. */
@Module({ imports: [AccountsDomainModule], providers: [...SERVICES, FETCHER], exports: SERVICES })
export class KnowledgeIngestionModule {}

const WORK = [HostTurns, KnowledgeIndexWork, KnowledgeWebsiteWork, RemovedKnowledgeFiles];

/** Reading and indexing, for workers. Needs MEDIA_STORE. */
@Module({ providers: [...WORK, FETCHER, DocumentReader, PageFinder, RobotsRules, Sitemaps], exports: WORK })
export class KnowledgeWorkModule {}
