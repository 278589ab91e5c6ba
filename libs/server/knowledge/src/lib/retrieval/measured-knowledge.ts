import { detectLanguage } from '@mailtrixy/server/platform/language';
import type { Confidence } from '@mailtrixy/shared/dto';
import { confidence, confidenceParts, type ConfidenceParts } from './confidence';
import { PassageIndex } from './passage-index';
import { rank, type Ranking } from './ranking';
import { Spellings } from './spellings';
import { embeddedTexts } from './embedded-texts';
import { VectorSet } from './vector-set';
import { VectorStore } from './vector-store';

export interface MeasuredDocument {
  id: string;
  title: string;
  text: string;
  language?: string;
  questions?: readonly string[];
}

export type Embed = (texts: readonly string[]) => Promise<Float32Array[]>;

export interface MeasuredAnswer {
  /** Documents, best first. */
  documents: string[];
  confidence: Confidence;
  parts: ConfidenceParts | null;
  ranking: Ranking;
  language: string;
}

/** The very search of production over documents that need no database: for `npm run eval` and tests. */
export class MeasuredKnowledge {
  private constructor(
    private readonly index: PassageIndex,
    private readonly spellings: Spellings,
    private readonly vectors: VectorSet | null,
    private readonly embed: Embed | null,
  ) {}

  /** @param modelId decides the share of words against meaning */
  static async of(documents: readonly MeasuredDocument[], embed: Embed | null = null, modelId = 'builtin'): Promise<MeasuredKnowledge> {
    const index = new PassageIndex();
    for (const { id, title, text, language, questions } of documents) index.put({ id, signature: '', public: true, autoSend: true, passages: [{ id: `${id}/0`, no: 0, language: language ?? null, title, headings: [], questions: questions ?? [], text }] });
    await index.freeze();
    const vectors = embed ? await vectorsOf(index, documents, embed, modelId) : null;
    return new MeasuredKnowledge(index, new Spellings(index.searchable), vectors, embed);
  }

  async ask(question: string, { history = [], language }: { history?: readonly string[]; language?: string } = {}): Promise<MeasuredAnswer> {
    const passages = this.index.searchable;
    const found = detectLanguage(question, { conversation: language, workspace: passages.languages[0] }).language;
    const before = history.join('\n');
    const [vector, historyVector] = this.embed ? await this.embed(before ? [question, `${before}\n${question}`] : [question]) : [];
    const ranking = rank(passages, this.spellings, this.vectors, { text: question, language: found, history: before, audience: 'public', vector: vector ?? null, historyVector: historyVector ?? null });
    return { documents: [...new Set(ranking.candidates.map(({ documentId }) => documentId))], confidence: confidence(passages, ranking), parts: confidenceParts(passages, ranking), ranking, language: found };
  }
}

async function vectorsOf(index: PassageIndex, documents: readonly MeasuredDocument[], embed: Embed, modelId: string): Promise<VectorSet> {
  const texts = documents.flatMap(({ id, title, text, questions }) => embeddedTexts({ id, title, questions: questions ?? [], passages: [{ id: `${id}/0`, headings: [], text }] }));
  const vectors = await embed(texts.map(({ text }) => text));
  const store = new VectorStore(modelId, vectors[0]?.length ?? 0);
  store.add(texts.map(({ passageId, documentId }, at) => ({ passageId, documentId, vector: vectors[at] })));
  return new VectorSet(index.searchable, store);
}
