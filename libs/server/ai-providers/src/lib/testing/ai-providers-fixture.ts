import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '@mailtrixy/server/platform/clock';
import type { Settings } from '@mailtrixy/server/platform/config';
import { Keyring } from '@mailtrixy/server/platform/secrets';
import type { DataSource } from 'typeorm';
import { UsageBook } from '../budget/usage-book';
import { CircuitBreaker } from '../circuit/circuit-breaker';
import { closeProviderConnections } from '../clients/provider-fetch';
import { BuiltinModel } from '../embeddings/builtin-model';
import { Embeddings } from '../embeddings/embeddings';
import { LanguageModels } from '../language-models';
import { ProviderConnections } from '../settings/provider-connections';
import { NO_PROVIDER, type ProviderRow } from '../settings/provider-row';
import { ProviderRows } from '../settings/provider-rows';
import { startProviderStub, type ProviderStub } from '../stub/provider-stub';

/** The services of language models on a test database, with a provider on this machine. */
export interface AiProvidersFixture {
  stub: ProviderStub;
  models: LanguageModels;
  embeddings: Embeddings;
  rows: ProviderRows;
  circuit: CircuitBreaker;
  book: UsageBook;
  /** The workspace's model is the stub's from now on. */
  connect(workspaceId: string, more?: Partial<ProviderRow>): Promise<void>;
  close(): Promise<void>;
}

export async function createAiProviders(dataSource: DataSource, { clock = { now: () => Date.now() }, callTimeoutMs = 2000 }: { clock?: Clock; callTimeoutMs?: number } = {}): Promise<AiProvidersFixture> {
  const stub = await startProviderStub();
  const folder = mkdtempSync(path.join(tmpdir(), 'mx-ai-'));
  const settings = { ai: { openaiUrl: stub.url, anthropicUrl: stub.url, callTimeoutMs } } as Settings;
  const rows = new ProviderRows(dataSource, Keyring.load({ masterKey: null, masterKeyFile: null, dataDir: folder }));
  const connections = new ProviderConnections(rows, settings);
  const circuit = new CircuitBreaker(dataSource);
  const book = new UsageBook(dataSource, clock);
  const builtin = new BuiltinModel();
  return {
    stub,
    models: new LanguageModels(rows, connections, circuit, book, settings),
    embeddings: new Embeddings(rows, connections, circuit, book, builtin, settings),
    rows,
    circuit,
    book,
    connect: (workspaceId, more = {}) => rows.save(dataSource.manager, workspaceId, { ...NO_PROVIDER, version: 1, kind: 'openai', model: 'stub-small', structured: 'json_schema', testedAt: new Date(clock.now()), maxTokens: 4000, key: rows.sealKey(workspaceId, 'key', 'sk-stub-abcdef1234567890'), ...more }),
    close: async () => {
      await builtin.onApplicationShutdown();
      await closeProviderConnections();
      await stub.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
