import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { UnreadableSecretError } from '@mailtrixy/server/platform/secrets';
import { AiProviderError } from '../calls/ai-provider-error';
import type { ChatConnection, EmbedConnection } from '../clients/connection';
import type { ProviderRow, SealedKey } from './provider-row';
import { type KeyColumn, ProviderRows } from './provider-rows';

/** From a stored row to what a call needs. */
@Injectable()
export class ProviderConnections {
  constructor(
    @Inject(ProviderRows) private readonly rows: ProviderRows,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws AiProviderError 'none' without a provider, 'key' where a key is missing or cannot be read, 'model' without one */
  chat(workspaceId: string, row: ProviderRow): ChatConnection {
    if (row.kind === 'none') throw new AiProviderError('none', 'No language model is connected.');
    if (!row.model) throw new AiProviderError('model', 'No model is chosen.');
    const key = this.open(workspaceId, 'key', row.key);
    if (!key && (row.kind === 'openai' || row.kind === 'anthropic')) throw new AiProviderError('key', 'No key is stored for the provider.');
    return { kind: row.kind, ...this.address(row.kind, row.baseUrl, row.baseUrlPrivate), model: row.model, key, structured: row.structured };
  }

  /** Null: off, or the built-in model. @throws AiProviderError as `chat` */
  embed(workspaceId: string, { embedder }: ProviderRow): EmbedConnection | null {
    if (embedder.kind === 'off' || embedder.kind === 'builtin') return null;
    if (!embedder.model) throw new AiProviderError('model', 'No model for embeddings is chosen.');
    const key = this.open(workspaceId, 'embedder_key', embedder.key);
    if (!key && embedder.kind === 'openai') throw new AiProviderError('key', 'No key is stored for embeddings.');
    return { kind: embedder.kind, ...this.address(embedder.kind, embedder.baseUrl, embedder.baseUrlPrivate), model: embedder.model, key };
  }

  /** The vendors' own addresses come from the environment, never from a user. */
  address(kind: ChatConnection['kind'], baseUrl: string | null, privateAllowed: boolean): { baseUrl: string; privateAllowed: boolean } {
    if (kind === 'openai') return { baseUrl: this.settings.ai.openaiUrl, privateAllowed: true };
    if (kind === 'anthropic') return { baseUrl: this.settings.ai.anthropicUrl, privateAllowed: true };
    if (!baseUrl) throw new AiProviderError('down', 'The address of the model server is missing.');
    return { baseUrl, privateAllowed };
  }

  private open(workspaceId: string, column: KeyColumn, key: SealedKey | null): string | null {
    try {
      return this.rows.openKey(workspaceId, column, key);
    } catch (error) {
      if (error instanceof UnreadableSecretError) throw new AiProviderError('key', 'The stored key cannot be read any more: enter it again.');
      throw error;
    }
  }
}
