import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Module, type INestApplicationContext, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ACCOUNTS_ENTITIES, type Actor } from '@mailtrixy/server/accounts';
import { closeProviderConnections, startProviderStub, type ProviderStub, type StubReply, type StubRequest } from '@mailtrixy/server/ai-providers/testing';
import { ProviderRows } from '@mailtrixy/server/ai-providers';
import { AiRepliesDomainModule, AiRepliesWorkModule, AiTurns, DraftRunner, ScheduledReplies, TurnRunner, type ArrivedMessage } from '@mailtrixy/server/ai-replies';
import { ChannelDriversModule } from '@mailtrixy/server/channel-drivers';
import { CHANNEL_ENTITIES, ChannelsDomainModule } from '@mailtrixy/server/channels';
import { createInboxFixture, type InboxFixture } from '@mailtrixy/server/inbox/testing';
import { newId } from '@mailtrixy/server/platform/clock';
import { ConfigModule, readSettings } from '@mailtrixy/server/platform/config';
import { DatabaseModule, idToBytes } from '@mailtrixy/server/platform/database';
import { EgressModule } from '@mailtrixy/server/platform/egress';
import { LoggingModule } from '@mailtrixy/server/platform/logging';
import { QueueModule } from '@mailtrixy/server/platform/queue';
import { SecretsModule } from '@mailtrixy/server/platform/secrets';
import pino from 'pino';

export const SHIPPING = 'Express parcels arrive within two working days. Express shipping costs 9.90 euros.';
export const RETURNS = 'You can return shoes within 30 days. Returns of shoes are free of charge.';

export interface AiFixture {
  inbox: InboxFixture;
  stub: ProviderStub;
  /** Errors that were logged. */
  log: string[];
  member: Actor & { userId: string; role: 'owner' };
  get: <T>(token: Type<T>) => T;
  /** As another worker process has it. */
  another: () => Promise<INestApplicationContext>;
  query: <T = Record<string, unknown>>(sql: string, values?: unknown[]) => Promise<T[]>;
  channel: (over: Record<string, unknown>) => Promise<void>;
  settings: (over: Record<string, unknown>) => Promise<void>;
  /** The stub as the workspace's provider, or none. */
  provider: (kind: 'openai' | 'none') => Promise<void>;
  /** A published article with one passage. */
  article: (title: string, text: string, over?: { audience?: string; autoSend?: boolean; workspaceId?: string }) => Promise<{ documentId: string; passageId: string }>;
  /** A customer's message, handed to the AI as the automation does. */
  says: (conversationId: string, text: string) => Promise<ArrivedMessage>;
  /** Until no turn, no draft and no reply is due. */
  work: () => Promise<void>;
  /** The time in which a reply waits is over. */
  dueNow: () => Promise<void>;
  /** Our messages in a conversation, oldest first. */
  replies: (conversationId: string) => Promise<string[]>;
  draft: (conversationId: string) => Promise<Record<string, unknown> | undefined>;
  runs: (conversationId: string) => Promise<{ code: string; words: string; would_be: string; gates: { gate: string; passed: boolean }[] }[]>;
  reset: () => Promise<void>;
  close: () => Promise<void>;
}

/** The AI over a real database and a provider on this machine; nothing runs unless a test says so. */
export async function createAiFixture(): Promise<AiFixture> {
  const inbox = await createInboxFixture();
  const stub = await startProviderStub();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'mx-ai-'));
  const settings = readSettings({ DATABASE_URL: inbox.database.url, REDIS_URL: process.env['MAILTRIXY_TEST_REDIS_URL'] ?? 'redis://127.0.0.1:1', MAILTRIXY_DATA_DIR: dataDir, MAILTRIXY_LOG_DIR: '', MAILTRIXY_INSTANCE: `ai-${newId().slice(-8)}`, MAILTRIXY_OPENAI_URL: stub.url, MAILTRIXY_AI_CALL_TIMEOUT_MS: '5000' });
  const log: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => void log.push(line) });

  @Module({
    imports: [ConfigModule.forRoot(settings), LoggingModule.forRoot(logger), DatabaseModule.forRoot(inbox.database.url, [...ACCOUNTS_ENTITIES, ...CHANNEL_ENTITIES], { connections: 8, statementTimeoutMs: 10_000 }), SecretsModule, QueueModule.producers(), EgressModule, ChannelDriversModule, ChannelsDomainModule, AiRepliesDomainModule, AiRepliesWorkModule],
  })
  class AiTestModule {}

  const start = () => NestFactory.createApplicationContext(AiTestModule, { logger: false });
  const app = await start();
  const others: INestApplicationContext[] = [];
  const { dataSource } = inbox.database;
  const query = <T>(sql: string, values: unknown[] = []): Promise<T[]> => dataSource.query(sql, values);
  const workspace = idToBytes(inbox.workspaceId);
  const get = <T>(token: Type<T>): T => app.get(token, { strict: false });
  await query("INSERT INTO membership (workspace_id, user_id, role) VALUES (?, ?, 'owner')", [workspace, idToBytes(inbox.userId)]);

  const fixture: AiFixture = {
    inbox,
    stub,
    log,
    member: { workspaceId: inbox.workspaceId, userId: inbox.userId, name: 'Ana', ip: '', requestId: '', role: 'owner' },
    get,
    async another() {
      const other = await start();
      others.push(other);
      return other;
    },
    query,
    async channel(over) {
      const row: Record<string, unknown> = { mode: 'auto', debounce_s: 0, delay_s: 0, draft_at: 20, send_at: 20, max_per_conversation: 3, max_per_contact_day: 10, max_per_day: 500, schedule: 'always', pause_after_human: 'until_resolved', never_topics: '["refund","legal"]', ...over };
      const names = Object.keys(row);
      await query(`INSERT INTO ai_channel_settings (workspace_id, channel_id, ${names.join(', ')}) VALUES (?, ?, ${names.map(() => '?').join(', ')}) ON DUPLICATE KEY UPDATE ${names.map((name) => `${name} = VALUES(${name})`).join(', ')}`, [workspace, idToBytes(inbox.channelId), ...Object.values(row)]);
    },
    async settings(over) {
      await query('INSERT INTO ai_settings (workspace_id, settings) VALUES (?, ?) ON DUPLICATE KEY UPDATE settings = VALUES(settings)', [workspace, JSON.stringify(over)]);
    },
    async provider(kind) {
      const rows = get(ProviderRows);
      await dataSource.transaction(async (tx) => {
        const before = await rows.find(inbox.workspaceId, tx);
        await rows.save(tx, inbox.workspaceId, { ...before, kind, model: kind === 'none' ? null : 'stub-small', key: kind === 'none' ? null : rows.sealKey(inbox.workspaceId, 'key', 'sk-test-0123456789'), structured: 'json_schema', version: before.version + 1 });
      });
    },
    async article(title, text, over = {}) {
      const [documentId, passageId] = [newId(), newId()];
      const owner = idToBytes(over.workspaceId ?? inbox.workspaceId);
      await query("INSERT INTO knowledge_document (id, workspace_id, kind, title, language, audience, auto_send, published, state, index_version, passages) VALUES (?, ?, 'article', ?, 'en', ?, ?, 1, 'ready', 1, 1)", [idToBytes(documentId), owner, title, over.audience ?? 'public', over.autoSend ?? true]);
      await query("INSERT INTO knowledge_passage (id, workspace_id, document_id, index_version, no, headings, text, language, tokens) VALUES (?, ?, ?, 1, 0, '[]', ?, 'en', 30)", [idToBytes(passageId), owner, idToBytes(documentId), text]);
      await query('INSERT INTO knowledge_revision (workspace_id, revision) VALUES (?, 1) ON DUPLICATE KEY UPDATE revision = revision + 1', [owner]);
      return { documentId, passageId };
    },
    async says(conversationId, text) {
      const { id, seq } = await inbox.inbound(conversationId, text);
      const message = { workspaceId: inbox.workspaceId, channelId: inbox.channelId, conversationId, messageId: id, seq };
      await get(AiTurns).arrived(message);
      return message;
    },
    async work() {
      const [turns, drafts, scheduled] = [get(TurnRunner), get(DraftRunner), get(ScheduledReplies)];
      while ((await turns.runNext()) || (await drafts.runNext()) || (await scheduled.sendNext())) continue;
    },
    async dueNow() {
      await query("UPDATE ai_draft SET send_at = NOW(3) - INTERVAL 1 SECOND, next_at = NOW(3) WHERE state = 'scheduled'");
    },
    replies: async (conversationId) => (await query<{ body: string }>("SELECT body FROM message WHERE conversation_id = ? AND direction = 'out' ORDER BY seq", [idToBytes(conversationId)])).map(({ body }) => body),
    draft: async (conversationId) => (await query<Record<string, unknown>>('SELECT state, kind, body, why_code, why_words, problem_code, question, version FROM ai_draft WHERE conversation_id = ? ORDER BY created_at DESC, id DESC LIMIT 1', [idToBytes(conversationId)]))[0],
    runs: async (conversationId) => (await query<{ code: string; words: string; would_be: string; gates: string }>('SELECT code, words, would_be, gates FROM ai_run WHERE conversation_id = ? ORDER BY at, id', [idToBytes(conversationId)])).map((row) => ({ ...row, gates: typeof row.gates === 'string' ? JSON.parse(row.gates) : row.gates })),
    async reset() {
      for (const table of ['ai_turn', 'ai_run', 'ai_run_citation', 'ai_draft', 'ai_sent', 'ai_conversation', 'ai_settings', 'ai_channel_settings', 'ai_replay', 'ai_exam_case', 'ai_exam_run', 'ai_exam_watch', 'ai_circuit', 'knowledge_document', 'knowledge_passage', 'knowledge_gap', 'message', 'conversation']) await query(`DELETE FROM ${table}`);
      await query('UPDATE knowledge_revision SET revision = revision + 1');
      stub.reset();
      log.length = 0;
    },
    async close() {
      for (const other of others) await other.close();
      await app.close();
      await stub.close();
      await closeProviderConnections();
      await inbox.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return fixture;
}

/** What a faithful model says of these two sources, in the form that is asked for. */
export function answering(answer: string, citations: number[], over: Record<string, unknown> = {}): (request: StubRequest) => StubReply {
  return (request) => (/standaloneQuery/u.test(request.system) ? { json: { standaloneQuery: 'shipping time of express parcels', keywords: [] } } : { json: { action: 'answer', reason: 'in_sources', answer, citations, sentences: [{ text: answer.replace(/\s*\[\d+\]/gu, ''), cite: citations }], language: 'en', unanswered: [], handOff: null, ...over } });
}
