import { Inject, Injectable } from '@nestjs/common';
import { Embeddings, type Embedder } from '@mailtrixy/server/ai-providers';
import { detectLanguage, estimateTokens, stripInvisible } from '@mailtrixy/server/platform/language';
import { LOGGER, safeError, type Logger } from '@mailtrixy/server/platform/logging';
import type { KnowledgeHit, KnowledgePassage, KnowledgeSearchResult } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { confidence } from './confidence';
import { PassageIndexes, type WorkspaceIndex } from './passage-indexes';
import { passagesThatCount, type FoundPassage } from './passage-rows';
import { matchedWords } from './quotes';
import { rank, type Candidate, type Ranking } from './ranking';
import { selectHits } from './select-hits';
import type { VectorSet } from './vector-set';

export interface KnowledgeQuestion {
  question: string;
  /** Earlier messages of the conversation that it may refer to, oldest first. */
  history?: readonly string[];
  /** public: what customers may read; internal: everything, for people. */
  audience: 'public' | 'internal';
  /** Who asks on which channel; documents are for every channel. */
  channelId?: string | null;
  /** The language of the conversation or contact, for questions that are too short to tell. */
  language?: string | null;
  limit?: number;
  /** Of all passages together; the best one always comes. */
  maxTokens?: number;
}

/** A hit with what the gates of AI replies must know. */
export interface FoundHit extends KnowledgeHit {
  /** An answer from it may be sent without a person. */
  autoSend: boolean;
  tokens: number;
}
export interface KnowledgeFound extends KnowledgeSearchResult {
  hits: FoundHit[];
}

interface Meaning {
  vectors: VectorSet;
  vector: Float32Array;
  historyVector: Float32Array | null;
}

const QUESTION_MAX = 4000;
const HISTORY_MAX = 4000;
/** A customer waits; without meaning words are good enough. */
const EMBED_MS = 4000;
const LIMIT = 6;
const LIMIT_MAX = 50;
/** Passages that are read for one that is shown: some are copies of others. */
const SPARE = 2;
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;

/** Searches the knowledge of a workspace. */
@Injectable()
export class KnowledgeSearch {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(PassageIndexes) private readonly indexes: PassageIndexes,
    @Inject(Embeddings) private readonly embeddings: Pick<Embeddings, 'of' | 'ofModel'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The best passages for a question, and how sure it is that the first one answers it. Nothing found is an answer, not an error. */
  async search(workspaceId: string, asked: KnowledgeQuestion): Promise<KnowledgeFound> {
    const started = performance.now();
    const question = stripInvisible(asked.question).slice(0, QUESTION_MAX);
    const index = await this.indexes.of(workspaceId);
    const { language } = detectLanguage(question, { conversation: asked.language, workspace: index.passages.languages[0] });
    const took = () => Math.round((performance.now() - started) * 10) / 10;
    if (!SAYS_SOMETHING.test(question)) return { hits: [], confidence: { value: 0, level: 'low', parts: [] }, language, searched: 0, tookMs: took() };
    const history = (asked.history ?? []).join('\n').slice(-HISTORY_MAX);
    const meaning = await this.meaning(workspaceId, index, question, history, language);
    const ranking = rank(index.passages, index.spellings, meaning?.vectors ?? null, { text: question, language, history, audience: asked.audience, vector: meaning?.vector ?? null, historyVector: meaning?.historyVector ?? null });
    const { hits, counted } = await this.load(workspaceId, asked, ranking);
    return { hits: hits.map(({ candidate, passage }) => hitOf(candidate, passage, [question, history])), confidence: confidence(index.passages, counted), language, searched: searchedBy(index, asked), tookMs: took() };
  }

  /** Null: by words alone, because embeddings are off, have no vectors yet, do not read this language or do not answer in time. */
  private async meaning(workspaceId: string, index: WorkspaceIndex, question: string, history: string, language: string): Promise<Meaning | null> {
    const texts = history ? [question, `${history}\n${question}`] : [question];
    // One time for all of it, however many models are asked.
    const signal = AbortSignal.timeout(EMBED_MS);
    const by = async (embedder: Embedder): Promise<Meaning | null> => {
      if (embedder.englishOnly && language !== 'en') return null;
      const [[vector, historyVector], vectors] = await Promise.all([embedder.embed(texts, signal), this.indexes.vectors(workspaceId, index, embedder.modelId, embedder.dimensions)]);
      return { vectors, vector, historyVector: historyVector ?? null };
    };
    try {
      const current = await this.embeddings.of(workspaceId, signal);
      if (!current) return null;
      const most = await this.indexes.vectorModel(workspaceId);
      if (!most) return null;
      const older = most.model === current.modelId ? null : await this.embeddings.ofModel(workspaceId, most.model, most.dimensions);
      if (!older) return await by(current);
      // An older model may be gone for good: then the vectors that the new one has made so far serve.
      return await by(older).catch((error: unknown) => (this.toldOf(workspaceId, error), by(current)));
    } catch (error) {
      this.toldOf(workspaceId, error);
      return null;
    }
  }

  private toldOf(workspaceId: string, error: unknown): void {
    this.logger.warn({ err: safeError(error), workspaceId }, 'A question was searched without its vector, or with newer ones that are not all there yet: the model for it did not answer');
  }

  /** The database has the last word on what may be shown. */
  private async load(workspaceId: string, { audience, limit = LIMIT, maxTokens = Infinity }: KnowledgeQuestion, ranking: Ranking): Promise<{ hits: { candidate: Candidate; passage: FoundPassage }[]; counted: Ranking }> {
    const wanted = Math.max(1, Math.min(LIMIT_MAX, limit));
    const looked = new Set(selectHits(ranking.candidates, wanted * SPARE).map(({ id }) => id));
    const found = await passagesThatCount(this.dataSource, workspaceId, audience, [...looked]);
    if (found.size < looked.size) {
      // The index is older than the rows: others come in the place of what is gone.
      const others = ranking.candidates.map(({ id }) => id).filter((id) => !looked.has(id));
      for (const [id, passage] of await passagesThatCount(this.dataSource, workspaceId, audience, others)) found.set(id, passage);
      for (const id of others) looked.add(id);
    }
    const candidates = ranking.candidates.filter(({ id }) => !looked.has(id) || found.has(id));
    const hits: { candidate: Candidate; passage: FoundPassage }[] = [];
    const texts = new Set<string>();
    let tokens = 0;
    for (const candidate of selectHits(candidates, wanted * SPARE)) {
      const passage = found.get(candidate.id);
      if (!passage || texts.has(passage.text)) continue;
      const size = passage.tokens || estimateTokens(passage.text);
      if (hits.length && tokens + size > maxTokens) continue;
      texts.add(passage.text);
      tokens += size;
      hits.push({ candidate, passage });
      if (hits.length >= wanted) break;
    }
    return { hits, counted: { ...ranking, candidates } };
  }
}

function hitOf({ score, lexical, semantic, language }: Candidate, { autoSend, tokens, language: _language, ...passage }: FoundPassage, questions: readonly string[]): FoundHit {
  const shown: KnowledgePassage = passage;
  return { passage: shown, score: rounded(score), lexical: rounded(lexical), semantic: semantic === null ? null : rounded(semantic), matched: matchedWords(questions.filter(Boolean), [passage.title, ...passage.headings, passage.text].join('\n'), language), autoSend, tokens };
}

function searchedBy({ passages }: WorkspaceIndex, { audience }: KnowledgeQuestion): number {
  return audience === 'internal' ? passages.size : passages.publicSize;
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
