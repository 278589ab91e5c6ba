import { Inject, Injectable } from '@nestjs/common';
import { AiProviderError, Embeddings, type Embedder } from '@mailtrixy/server/ai-providers';
import { inTransaction } from '@mailtrixy/server/platform/database';
import { baseLanguage } from '@mailtrixy/server/platform/language';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { DataSource } from 'typeorm';
import { embeddedPassage } from '../retrieval/embedded-texts';
import { failEmbedding, finishEmbedding, leaseEmbedding, passagesWithout, releaseEmbedding, storeVectors, wordingsWithout, type EmbedLease } from './embedding-rows';

const BATCH = 64;
/** Then another workspace has its turn. */
const TURN_MS = 30_000;
/** First wait after a failure; it doubles. */
const WAIT_MS = 5_000;
const WAIT_MAX_MS = 900_000;

/** Somebody else took the work over; what we made is thrown away. */
class LostLease extends Error {}

/**
 * Gives passages and wordings the vectors of their workspace's embedding model, one workspace at a time. After a change of
 * the model everything is embedded anew; the older vectors stay until the last new one is there.
 */
@Injectable()
export class EmbedWork {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Embeddings) private readonly embeddings: Embeddings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Embeds of one workspace what it can in its turn. @returns whether there may be more */
  async runNext(): Promise<boolean> {
    const lease = await leaseEmbedding(this.dataSource);
    if (!lease) return false;
    try {
      const embedder = await this.embeddings.of(lease.workspaceId);
      if (!embedder || (await this.embedAll(lease, embedder))) await inTransaction(this.dataSource, (tx) => finishEmbedding(tx, lease, embedder?.modelId ?? null));
      else await releaseEmbedding(this.dataSource, lease);
    } catch (error) {
      if (error instanceof LostLease) return true;
      const known = error instanceof AiProviderError;
      if (!known) this.logger.error({ err: error, workspaceId: lease.workspaceId }, 'Embedding failed');
      const wait = Math.min(WAIT_MAX_MS, WAIT_MS * 2 ** Math.min(lease.tries, 8));
      await failEmbedding(this.dataSource, lease, known ? error.words : 'MailTrixy could not store the vectors. The server’s log says why.', known ? (error.retryAfterMs ?? (error.retryable ? wait : WAIT_MAX_MS)) : wait);
    }
    return true;
  }

  /** @returns false when its turn ended before everything had a vector */
  private async embedAll(lease: EmbedLease, embedder: Embedder): Promise<boolean> {
    const until = Date.now() + TURN_MS;
    let after: { documentId: string; no: number } | null = null;
    for (;;) {
      const found = await passagesWithout(this.dataSource, lease.workspaceId, embedder.modelId, after, BATCH);
      const passages = found.filter((passage) => reads(embedder, passage));
      if (passages.length) {
        const vectors = await embedder.embed(passages.map(embeddedPassage));
        await this.store(lease, embedder.modelId, passages.map(({ id }, at) => ({ id, vector: vectors[at] })), []);
      }
      if (found.length < BATCH) break;
      after = found[found.length - 1];
      if (Date.now() > until) return false;
    }
    after = null;
    for (;;) {
      const found = await wordingsWithout(this.dataSource, lease.workspaceId, embedder.modelId, after, BATCH);
      const wordings = found.filter((wording) => reads(embedder, wording));
      if (wordings.length) {
        const vectors = await embedder.embed(wordings.map(({ text }) => text));
        await this.store(lease, embedder.modelId, [], wordings.map(({ documentId, text }, at) => ({ documentId, text, vector: vectors[at] })));
      }
      if (found.length < BATCH) return true;
      after = found[found.length - 1];
      if (Date.now() > until) return false;
    }
  }

  private async store(lease: EmbedLease, model: string, passages: { id: string; vector: Float32Array }[], wordings: { documentId: string; text: string; vector: Float32Array }[]): Promise<void> {
    await inTransaction(this.dataSource, async (tx) => {
      if (!(await storeVectors(tx, lease, model, passages, wordings))) throw new LostLease();
    });
  }
}

/** Of other languages a model of English would only guess. */
function reads({ englishOnly }: Embedder, { language }: { language: string | null }): boolean {
  return !englishOnly || baseLanguage(language) === 'en';
}
