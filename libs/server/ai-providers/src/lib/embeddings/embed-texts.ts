import { AiProviderError } from '../calls/ai-provider-error';
import { classifyFailure } from '../clients/classify-failure';
import type { EmbedConnection } from '../clients/connection';
import { providerFetch } from '../clients/provider-fetch';
import { normalised } from './vectors';

/** Ollama and small servers read one after the other; a batch has to be done within one call's time. */
const BATCH: Record<EmbedConnection['kind'], number> = { openai: 128, openai_compatible: 32, ollama: 16 };
/** About the 8,192 tokens that most models take. */
const TEXT_MAX = 24_000;

/**
 * Vectors of length 1, one per text, in order.
 * @param dimensions as the model's other vectors have; null takes what comes
 * @throws AiProviderError, 'timeout' too when the signal's time ran out while the provider was asked; else the signal's reason
 */
export async function embedTexts(connection: EmbedConnection, texts: readonly string[], dimensions: number | null, timeoutMs: number, signal?: AbortSignal): Promise<{ vectors: Float32Array[]; tokens: number }> {
  const { embedMany } = await import('ai');
  const model = await embeddingModel(connection);
  const vectors: Float32Array[] = [];
  let tokens = 0;
  for (let from = 0; from < texts.length; from += BATCH[connection.kind]) {
    signal?.throwIfAborted();
    const ours = AbortSignal.timeout(timeoutMs);
    const values = texts.slice(from, from + BATCH[connection.kind]).map((text) => text.slice(0, TEXT_MAX) || ' ');
    try {
      const { embeddings, usage } = await embedMany({ model, values, maxRetries: 0, abortSignal: signal ? AbortSignal.any([signal, ours]) : ours });
      vectors.push(...checked(embeddings, values.length, dimensions ?? vectors[0]?.length ?? null));
      tokens += Number.isFinite(usage.tokens) ? usage.tokens : 0;
    } catch (error) {
      if (signal?.aborted && !isTimeout(signal.reason)) throw signal.reason;
      throw classifyFailure(error, [connection.key], signal?.aborted ? signal : ours);
    }
  }
  return { vectors, tokens };
}

function isTimeout(reason: unknown): boolean {
  return (reason as Error | undefined)?.name === 'TimeoutError';
}

async function embeddingModel({ kind, baseUrl, key, model, privateAllowed }: EmbedConnection) {
  const fetch = providerFetch(privateAllowed);
  if (kind === 'openai') return (await import('@ai-sdk/openai')).createOpenAI({ baseURL: baseUrl, apiKey: key ?? '', fetch }).embeddingModel(model);
  return (await import('@ai-sdk/openai-compatible')).createOpenAICompatible({ name: 'compatible', baseURL: baseUrl, apiKey: key ?? 'none', fetch }).embeddingModel(model);
}

function checked(embeddings: number[][], count: number, dimensions: number | null): Float32Array[] {
  if (embeddings.length !== count) throw new AiProviderError('malformed', `The provider gave ${embeddings.length} vectors for ${count} texts.`);
  const size = dimensions ?? embeddings[0]?.length ?? 0;
  const odd = embeddings.find((vector) => vector.length !== size || !size || !vector.every(Number.isFinite));
  if (odd) throw new AiProviderError('malformed', `The model gave a vector of ${odd.length} numbers where ${size} were expected. Was another model put under the same name?`);
  return embeddings.map((vector) => normalised(vector));
}
