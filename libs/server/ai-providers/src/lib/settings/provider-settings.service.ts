import { Inject, Injectable } from '@nestjs/common';
import { AuditLog, changedSecret, type Actor, type AuditChanges } from '@mailtrixy/server/accounts';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { AiModelList, AiProvider, AiProviderTest, FieldError, TestAiProviderRequest, UpdateAiProviderRequest } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { UsageBook } from '../budget/usage-book';
import { AiProviderError } from '../calls/ai-provider-error';
import { CircuitBreaker } from '../circuit/circuit-breaker';
import type { ChatConnection } from '../clients/connection';
import { BUILTIN_MODEL_ID } from '../embeddings/builtin-model';
import { modelIdOf } from '../embeddings/embeddings';
import { LanguageModels } from '../language-models';
import { readBaseUrl } from './base-url';
import { EmbeddingProgress } from './embedding-progress';
import { listModels } from './model-list';
import { checkProvider } from './provider-check';
import { ProviderConnections } from './provider-connections';
import type { ProviderRow } from './provider-row';
import { ProviderRows } from './provider-rows';

const OWN_ADDRESS = new Set(['openai_compatible', 'ollama']);
const KEY_MAX = 1000;

/** Who changes or tests the settings. Addresses of private networks are for owners. */
export type SettingsActor = Actor & { owner: boolean };

/** The workspace's provider of language models as its admins see and change it. Keys go in and never come out. */
@Injectable()
export class ProviderSettings {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ProviderRows) private readonly rows: ProviderRows,
    @Inject(ProviderConnections) private readonly connections: ProviderConnections,
    @Inject(LanguageModels) private readonly models: LanguageModels,
    @Inject(CircuitBreaker) private readonly circuit: CircuitBreaker,
    @Inject(UsageBook) private readonly book: UsageBook,
    @Inject(EmbeddingProgress) private readonly progress: EmbeddingProgress,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async get(workspaceId: string): Promise<AiProvider> {
    const row = await this.rows.find(workspaceId);
    const { embedder } = row;
    const modelId = embedder.kind === 'off' ? null : embedder.kind === 'builtin' ? BUILTIN_MODEL_ID : embedder.model ? modelIdOf({ kind: embedder.kind, model: embedder.model }) : null;
    const [now, spent, embedCircuit, counted] = await Promise.all([this.models.state(workspaceId), this.book.thisMonth(workspaceId), this.circuit.state(workspaceId, 'embed'), this.progress.count(workspaceId, modelId)]);
    return {
      version: row.version,
      kind: row.kind,
      baseUrl: row.baseUrl,
      model: row.model,
      keyLast4: row.key?.last4 ?? null,
      keySetAt: row.keySetAt?.toISOString() ?? null,
      structured: row.structured,
      state: now.state,
      problem: now.problem,
      until: now.until?.toISOString() ?? null,
      testedAt: row.testedAt?.toISOString() ?? null,
      monthlyBudget: row.monthlyBudget,
      priceIn: row.priceIn,
      priceOut: row.priceOut,
      maxTokens: row.maxTokens,
      spent,
      embedder: { kind: embedder.kind, baseUrl: embedder.baseUrl, model: embedder.model, keyLast4: embedder.key?.last4 ?? null, ...counted, problem: embedder.kind === 'off' ? null : (embedCircuit.words ?? counted.problem) },
    };
  }

  /** @throws DomainError VERSION_CONFLICT, VALIDATION_FAILED, FORBIDDEN */
  async update(workspaceId: string, actor: SettingsActor, request: UpdateAiProviderRequest): Promise<AiProvider> {
    await inTransaction(this.dataSource, async (tx) => {
      const before = await this.rows.find(workspaceId, tx, true);
      if (before.version !== request.version) throw new DomainError('VERSION_CONFLICT', 'Somebody else changed these settings meanwhile. Look at them again.');
      const after = this.changed(workspaceId, before, request, actor.owner);
      await this.rows.save(tx, workspaceId, { ...after, version: before.version + 1 });
      await this.audit.record(tx, actor, 'ai.provider_changed', { kind: 'ai', name: 'Language model' }, changesOf(before, after));
      // Whoever changed something mended something.
      await this.circuit.closeAll(tx, workspaceId);
    });
    return this.get(workspaceId);
  }

  /** One small real call, with the saved settings where the request names none. Only what is saved is remembered. */
  async test(workspaceId: string, actor: SettingsActor, request: TestAiProviderRequest): Promise<AiProviderTest> {
    const row = await this.rows.find(workspaceId);
    let connection: ChatConnection;
    try {
      connection = this.tried(workspaceId, row, request, actor.owner);
    } catch (error) {
      if (!(error instanceof AiProviderError)) throw error;
      return { ok: false, words: error.words, detail: error.detail, structured: null, tookMs: 0 };
    }
    const { error, ...outcome } = await checkProvider({ ...connection, structured: null }, this.settings.ai.callTimeoutMs);
    if (this.isSaved(workspaceId, row, connection)) {
      if (outcome.ok) {
        await this.rows.remember(workspaceId, { structured: outcome.structured ?? undefined, testedAt: new Date(this.clock.now()) }, row.version);
        await this.circuit.close(workspaceId, 'chat', row.version);
      } else if (error) await this.circuit.failed(workspaceId, 'chat', { ...(await this.circuit.state(workspaceId, 'chat')), version: row.version }, error);
    }
    return outcome;
  }

  /** Names to choose from. Without a provider there are none. */
  async list(workspaceId: string): Promise<AiModelList> {
    const row = await this.rows.find(workspaceId);
    if (row.kind === 'none') return { models: [], problem: 'No language model is connected.' };
    try {
      return await listModels(this.connections.chat(workspaceId, { ...row, model: row.model ?? 'any' }));
    } catch (error) {
      if (!(error instanceof AiProviderError)) throw error;
      return { models: [], problem: error.words };
    }
  }

  private tried(workspaceId: string, row: ProviderRow, request: TestAiProviderRequest, owner: boolean): ChatConnection {
    const kind = request.kind ?? row.kind;
    const baseUrl = request.baseUrl ? readBaseUrl('baseUrl', request.baseUrl, kind, owner || isSame(request.baseUrl, row.baseUrl)) : request.baseUrl === null ? null : row.baseUrl;
    const same = kind === row.kind && (!OWN_ADDRESS.has(kind) || baseUrl === row.baseUrl);
    // The saved key goes to the saved place only: another address could be anybody's.
    const key = request.key !== undefined ? this.rows.sealKey(workspaceId, 'key', request.key) : same ? row.key : null;
    return this.connections.chat(workspaceId, { ...row, kind, baseUrl: OWN_ADDRESS.has(kind) ? baseUrl : null, baseUrlPrivate: same ? row.baseUrlPrivate || owner : owner, model: request.model === undefined ? row.model : request.model, key });
  }

  private isSaved(workspaceId: string, row: ProviderRow, tried: ChatConnection): boolean {
    try {
      const saved = this.connections.chat(workspaceId, row);
      return saved.kind === tried.kind && saved.baseUrl === tried.baseUrl && saved.model === tried.model && saved.key === tried.key;
    } catch {
      // Nothing that could be called is saved.
      return false;
    }
  }

  private changed(workspaceId: string, before: ProviderRow, request: UpdateAiProviderRequest, owner: boolean): ProviderRow {
    const errors: FieldError[] = [];
    const kind = request.kind ?? before.kind;
    const wanted = request.embedder ?? {};
    const embedderKind = wanted.kind ?? before.embedder.kind;
    const chat = address('baseUrl', kind, kind !== before.kind, request.baseUrl, before, owner, errors);
    const embed = address('embedder.baseUrl', embedderKind, embedderKind !== before.embedder.kind, wanted.baseUrl, before.embedder, owner, errors);
    const key = this.key(workspaceId, 'key', request.key, kind === before.kind && chat.baseUrl === before.baseUrl ? before.key : null, errors);
    const embedderKey = this.key(workspaceId, 'embedder_key', wanted.key, embedderKind === before.embedder.kind && embed.baseUrl === before.embedder.baseUrl ? before.embedder.key : null, errors);
    const model = request.model === undefined ? (kind === before.kind ? before.model : null) : request.model?.trim() || null;
    const embedderModel = wanted.model === undefined ? (embedderKind === before.embedder.kind ? before.embedder.model : null) : wanted.model?.trim() || null;
    if (errors.length) throw new DomainError('VALIDATION_FAILED', 'A setting cannot be stored.', { errors });
    const same = kind === before.kind && model === before.model && chat.baseUrl === before.baseUrl && key === before.key;
    const sameEmbedder = embedderKind === before.embedder.kind && embedderModel === before.embedder.model && embed.baseUrl === before.embedder.baseUrl;
    return {
      ...before,
      kind,
      ...chat,
      model,
      key,
      keySetAt: key === before.key ? before.keySetAt : key ? new Date(this.clock.now()) : null,
      structured: same ? before.structured : null,
      testedAt: same ? before.testedAt : null,
      monthlyBudget: request.monthlyBudget === undefined ? before.monthlyBudget : request.monthlyBudget,
      priceIn: request.priceIn ?? before.priceIn,
      priceOut: request.priceOut ?? before.priceOut,
      maxTokens: request.maxTokens ?? before.maxTokens,
      embedder: { kind: embedderKind, ...embed, model: embedderKind === 'off' || embedderKind === 'builtin' ? null : embedderModel, key: embedderKey, dimensions: sameEmbedder ? before.embedder.dimensions : null },
    };
  }

  /** Another provider or address drops the key, so that nobody can send it to a server of his own. */
  private key(workspaceId: string, column: 'key' | 'embedder_key', wanted: string | null | undefined, kept: ProviderRow['key'], errors: FieldError[]): ProviderRow['key'] {
    if (wanted === undefined) return kept;
    if (wanted === null) return null;
    const value = wanted.trim();
    if (value.length < 8 || value.length > KEY_MAX || !/^[\x21-\x7e]+$/u.test(value)) {
      errors.push({ field: column === 'key' ? 'key' : 'embedder.key', message: `must be 8 to ${KEY_MAX} letters, digits and signs without spaces` });
      return null;
    }
    return this.rows.sealKey(workspaceId, column, value);
  }
}

function address(field: string, kind: string, otherKind: boolean, wanted: string | null | undefined, before: { baseUrl: string | null; baseUrlPrivate: boolean }, owner: boolean, errors: FieldError[]): { baseUrl: string | null; baseUrlPrivate: boolean } {
  if (!OWN_ADDRESS.has(kind)) return { baseUrl: null, baseUrlPrivate: false };
  if (wanted === undefined && !otherKind) return { baseUrl: before.baseUrl, baseUrlPrivate: before.baseUrlPrivate };
  if (!wanted) {
    errors.push({ field, message: 'is needed, e.g. http://10.0.0.5:11434/v1' });
    return { baseUrl: null, baseUrlPrivate: false };
  }
  // An admin who saves the form as an owner filled it in changes nothing.
  const baseUrl = readBaseUrl(field, wanted, kind, owner || isSame(wanted, before.baseUrl));
  return baseUrl === before.baseUrl ? { baseUrl, baseUrlPrivate: before.baseUrlPrivate || owner } : { baseUrl, baseUrlPrivate: owner };
}

function isSame(wanted: string, stored: string | null): boolean {
  return wanted.trim().replace(/\/+$/u, '') === stored;
}

function changesOf(before: ProviderRow, after: ProviderRow): AuditChanges {
  const facts = (row: ProviderRow) => ({ kind: row.kind, baseUrl: row.baseUrl, model: row.model, monthlyBudget: row.monthlyBudget, priceIn: row.priceIn, priceOut: row.priceOut, maxTokens: row.maxTokens, embedder: row.embedder.kind, embedderBaseUrl: row.embedder.baseUrl, embedderModel: row.embedder.model });
  const [was, is] = [facts(before), facts(after)];
  const changes: AuditChanges = Object.fromEntries(Object.entries(is).filter(([name, value]) => value !== was[name as keyof typeof was]).map(([name, value]) => [name, { before: was[name as keyof typeof was], after: value }]));
  if (after.key !== before.key) changes['key'] = changedSecret;
  if (after.embedder.key !== before.embedder.key) changes['embedderKey'] = changedSecret;
  return changes;
}
