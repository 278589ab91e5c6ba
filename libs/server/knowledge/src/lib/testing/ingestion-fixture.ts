import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ACCOUNTS_ENTITIES, AuditLog, type Actor } from '@mailtrixy/server/accounts';
import { newId, SystemClock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { createTestDatabase, type TestDatabase } from '@mailtrixy/server/platform/database/testing';
import type { Logger } from '@mailtrixy/server/platform/logging';
import { DiskStore, type MediaStore } from '@mailtrixy/server/platform/media-store';
import type { Doorbell } from '@mailtrixy/server/platform/queue';
import type { DataSource } from 'typeorm';
import { PageFinder } from '../ingestion/crawl/find-pages';
import { PageFetcher } from '../ingestion/crawl/page-fetcher';
import { RobotsRules } from '../ingestion/crawl/robots-rules';
import { Sitemaps } from '../ingestion/crawl/sitemaps';
import { KnowledgeArticles } from '../ingestion/documents/knowledge-articles';
import { KnowledgeDocuments } from '../ingestion/documents/knowledge-documents';
import { KnowledgeFiles } from '../ingestion/documents/knowledge-files';
import { RemovedKnowledgeFiles } from '../ingestion/documents/removed-files';
import { FaqImport } from '../ingestion/faq/faq-import';
import { KnowledgeGaps } from '../ingestion/gaps/knowledge-gaps';
import { DocumentReader } from '../ingestion/work/document-reader';
import { HostTurns } from '../ingestion/work/host-turns';
import { KnowledgeIndexWork } from '../ingestion/work/index-work';
import { KnowledgeWebsites } from '../ingestion/websites/knowledge-websites';
import { KnowledgeWebsiteWork } from '../ingestion/websites/website-work';

export interface IngestionFixture {
  database: TestDatabase;
  dataSource: DataSource;
  workspaceId: string;
  actor: Actor;
  store: MediaStore;
  articles: KnowledgeArticles;
  documents: KnowledgeDocuments;
  files: KnowledgeFiles;
  faq: FaqImport;
  gaps: KnowledgeGaps;
  websites: KnowledgeWebsites;
  removed: RemovedKnowledgeFiles;
  work: KnowledgeIndexWork;
  /** As another worker would have it; a test may stand in its way. */
  workerWith(reader: Pick<DocumentReader, 'read'>): KnowledgeIndexWork;
  reader: DocumentReader;
  /** Without a rest but what sites wish. */
  turns: HostTurns;
  websiteWork: KnowledgeWebsiteWork;
  /** Everything that is due, until nothing is. */
  runAll(): Promise<void>;
  /** @param by another way to the database, which a test may disturb */
  upload(fileName: string, bytes: Buffer, by?: DataSource): Promise<string>;
  passages(documentId: string): Promise<{ id: string; text: string; headings: string[] }[]>;
  revision(): Promise<number>;
  close(): Promise<void>;
}

/** @param crawlAllow hosts of test sites */
export async function createIngestionFixture(crawlAllow: string[] = []): Promise<IngestionFixture> {
  const database = await createTestDatabase(ACCOUNTS_ENTITIES, { connections: 12, statementTimeoutMs: 10_000 });
  const { dataSource } = database;
  const folder = mkdtempSync(path.join(tmpdir(), 'mx-knowledge-'));
  const [workspaceId, userId] = [newId(), newId()];
  await dataSource.query("INSERT INTO workspace (id, name, time_zone) VALUES (?, 'Test', 'Europe/Berlin')", [idToBytes(workspaceId)]);
  await dataSource.query("INSERT INTO `user` (id, email, name, password_hash, preferences) VALUES (?, 'ana@example.org', 'Ana', 'x', '{}')", [idToBytes(userId)]);
  const doorbell = { ring: () => undefined, ringOutbox: () => undefined } as unknown as Doorbell;
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined } as unknown as Logger;
  const actor: Actor = { workspaceId, userId, name: 'Ana', ip: '', requestId: '' };
  const clock = new SystemClock();
  const audit = new AuditLog(dataSource, clock);
  const store = new DiskStore(path.join(folder, 'media'));
  const pages = new PageFetcher({ crawlAllow }, { timeoutMs: 1500 });
  const robots = new RobotsRules(pages, clock);
  const reader = new DocumentReader(dataSource, store, pages, robots);
  const turns = new HostTurns(dataSource, robots, 0);
  const workerWith = (by: Pick<DocumentReader, 'read'>) => new KnowledgeIndexWork(dataSource, by as DocumentReader, turns, doorbell, logger);
  const work = workerWith(reader);
  const websiteWork = new KnowledgeWebsiteWork(dataSource, new PageFinder(pages, robots, new Sitemaps(pages, robots), async () => undefined), doorbell, logger);
  const documents = new KnowledgeDocuments(dataSource, audit, doorbell, store);
  const files = new KnowledgeFiles(dataSource, store, audit, doorbell, documents);
  return {
    database,
    dataSource,
    workspaceId,
    actor,
    store,
    documents,
    files,
    articles: new KnowledgeArticles(dataSource, audit, doorbell),
    faq: new FaqImport(dataSource, audit, doorbell),
    gaps: new KnowledgeGaps(dataSource, doorbell),
    websites: new KnowledgeWebsites(dataSource, audit, doorbell, pages),
    removed: new RemovedKnowledgeFiles(dataSource, store, logger),
    work,
    workerWith,
    reader,
    turns,
    websiteWork,
    runAll: async () => {
      for (let more = true; more; ) {
        const [documentsLeft, websitesLeft] = [await work.runNext(), await websiteWork.runNext()];
        more = documentsLeft || websitesLeft;
      }
    },
    upload: async (fileName, bytes, by) => {
      const file = path.join(folder, newId());
      writeFileSync(file, bytes);
      const { document } = await (by ? new KnowledgeFiles(by, store, audit, doorbell, documents) : files).take(workspaceId, actor, { path: file, fileName, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest(), clientId: newId() });
      return document.id;
    },
    passages: async (documentId) => (await documents.passages(workspaceId, documentId, undefined, 100)).items,
    revision: async () => Number((await dataSource.query('SELECT revision FROM knowledge_revision WHERE workspace_id = ?', [idToBytes(workspaceId)]))[0]?.revision ?? 0),
    close: async () => {
      await pages.onApplicationShutdown();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
