import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { UsageBook } from '../budget/usage-book';
import { AiProviderError } from '../calls/ai-provider-error';
import { CircuitBreaker, type CircuitPart } from '../circuit/circuit-breaker';
import type { EmbedConnection } from '../clients/connection';
import { ProviderConnections } from '../settings/provider-connections';
import { ProviderRows } from '../settings/provider-rows';
import { BUILTIN_DIMENSIONS, BUILTIN_MODEL_ID, BuiltinModel } from './builtin-model';
import { embedTexts } from './embed-texts';

/** The workspace's embedding model. Vectors of different `modelId`s must not be compared. */
export interface Embedder {
  /** Kind and model, e.g. 'openai:text-embedding-3-small'; at most 200 characters. */
  modelId: string;
  dimensions: number;
  /** Whether it reads English only. */
  englishOnly: boolean;
  /**
   * Vectors of length 1, one per text, in order.
   * @throws AiProviderError, 'timeout' too when the signal's time ran out while the provider was asked; else the signal's reason
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
}

@Injectable()
export class Embeddings {
  constructor(
    @Inject(ProviderRows) private readonly rows: ProviderRows,
    @Inject(ProviderConnections) private readonly connections: ProviderConnections,
    @Inject(CircuitBreaker) private readonly circuit: CircuitBreaker,
    @Inject(UsageBook) private readonly book: UsageBook,
    @Inject(BuiltinModel) private readonly builtin: BuiltinModel,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Null: retrieval works by words alone. A provider's model that was never asked is asked for one vector, to know its size.
   * @throws AiProviderError when the settings are not complete, or the provider does not answer that first question
   */
  async of(workspaceId: string, signal?: AbortSignal): Promise<Embedder | null> {
    const row = await this.rows.find(workspaceId);
    if (row.embedder.kind === 'off') return null;
    if (row.embedder.kind === 'builtin') return { modelId: BUILTIN_MODEL_ID, dimensions: BUILTIN_DIMENSIONS, englishOnly: true, embed: (texts, signal) => this.builtin.embed(texts, signal) };
    const connection = this.connections.embed(workspaceId, row);
    if (!connection) return null;
    const dimensions = row.embedder.dimensions ?? (await this.measure(workspaceId, connection, row.version, signal));
    return { modelId: modelIdOf(connection), dimensions, englishOnly: false, embed: (texts, stop) => this.embed(workspaceId, { part: 'embed', version: row.version }, connection, texts, dimensions, stop) };
  }

  /**
   * The model that made older vectors, as long as the workspace's settings can still reach it: their search goes on while new
   * ones are made. It fails and rests by itself: that it is gone must not keep the new one from being asked. Null: it is out of reach.
   */
  async ofModel(workspaceId: string, modelId: string, dimensions: number): Promise<Embedder | null> {
    if (modelId === BUILTIN_MODEL_ID) return { modelId, dimensions: BUILTIN_DIMENSIONS, englishOnly: true, embed: (texts, signal) => this.builtin.embed(texts, signal) };
    const row = await this.rows.find(workspaceId);
    const current = this.connections.embed(workspaceId, row);
    if (!current || !modelId.startsWith(`${current.kind}:`)) return null;
    const connection = { ...current, model: modelId.slice(current.kind.length + 1) };
    return { modelId, dimensions, englishOnly: false, embed: (texts, signal) => this.embed(workspaceId, { part: modelId === modelIdOf(current) ? 'embed' : 'older', version: row.version }, connection, texts, dimensions, signal) };
  }

  private async measure(workspaceId: string, connection: EmbedConnection, version: number, signal?: AbortSignal): Promise<number> {
    const [vector] = await this.embed(workspaceId, { part: 'embed', version }, connection, ['Hello'], null, signal);
    await this.rows.remember(workspaceId, { dimensions: vector.length }, version);
    return vector.length;
  }

  private async embed(workspaceId: string, { part, version }: { part: CircuitPart; version: number }, connection: EmbedConnection, texts: readonly string[], dimensions: number | null, signal?: AbortSignal): Promise<Float32Array[]> {
    if (!texts.length) return [];
    signal?.throwIfAborted();
    const entered = await this.circuit.enter(workspaceId, part, version);
    try {
      const { vectors, tokens } = await embedTexts(connection, texts, dimensions, this.settings.ai.callTimeoutMs, signal);
      await this.circuit.succeeded(workspaceId, part, entered);
      if (tokens) await this.book.bookEmbedding(workspaceId, tokens);
      return vectors;
    } catch (error) {
      if (error instanceof AiProviderError) await this.circuit.failed(workspaceId, part, entered, error);
      else await this.circuit.released(workspaceId, part, entered);
      throw error;
    }
  }
}

export function modelIdOf({ kind, model }: { kind: string; model: string }): string {
  return `${kind}:${model}`.slice(0, 200);
}
