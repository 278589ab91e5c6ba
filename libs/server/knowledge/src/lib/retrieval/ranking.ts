import { fuse, lexicalShare } from './fusion';
import type { PassageRef, SearchablePassages } from './searchable-passages';
import { questionTerms, type QuestionTerms } from './question-terms';
import { Spellings } from './spellings';
import type { VectorSet } from './vector-set';

/** What a search looks for, ready to be scored. */
export interface RankedQuestion {
  text: string;
  language: string;
  /** Earlier messages that the question may refer to, as one text; empty: none. */
  history: string;
  audience: 'public' | 'internal';
  /** Normalised vectors of the question and of question with history; null without embeddings. */
  vector: Float32Array | null;
  historyVector: Float32Array | null;
}

export interface Candidate extends PassageRef {
  /** Fused, the best 1. */
  score: number;
  /** Of the best lexical score. */
  lexical: number;
  /** BM25 of the question alone. */
  own: number;
  semantic: number | null;
  /** Of the passage or the nearest wording of its document. */
  nearest: number | null;
}

export interface Ranking {
  candidates: Candidate[];
  question: QuestionTerms;
  history: QuestionTerms | null;
  bestLexical: number | null;
  bestSemantic: number | null;
}

/** What was said before counts, but less than the question itself. */
export const HISTORY_WEIGHT = 0.4;
const POOL = 50;
/** An answer in another language than the question is the second choice. */
const OTHER_LANGUAGE = 0.85;

/** Scores every passage that the audience may see; the best fifty by words and the best fifty by meaning, fused. */
export function rank(index: SearchablePassages, spellings: Spellings, vectors: VectorSet | null, asked: RankedQuestion): Ranking {
  const question = questionTerms(index, spellings, asked.text, asked.language);
  const history = asked.history ? questionTerms(index, spellings, asked.history, asked.language) : null;
  const own = index.score(question.terms, question.idfOf).slice();
  const lexical = own.slice();
  if (history) {
    const before = index.score(history.terms, history.idfOf);
    for (let at = 0; at < lexical.length; at++) lexical[at] += HISTORY_WEIGHT * before[at];
  }
  const meaning = cosinesOf(vectors, asked);
  const cosines = meaning?.fused ?? null;
  const internal = asked.audience === 'internal';
  for (let at = 0; at < lexical.length; at++) {
    if (!internal && !index.isPublic(at)) {
      lexical[at] = 0;
      if (cosines) cosines[at] = NaN;
    } else if (lexical[at] > 0 && index.languageOf(at) !== asked.language) lexical[at] *= OTHER_LANGUAGE;
  }
  const byWords = best(lexical, POOL);
  const byMeaning = cosines ? best(cosines, POOL) : [];
  const topLexical = byWords.length ? lexical[byWords[0]] : 0;
  const topCosine = byMeaning.length && cosines ? cosines[byMeaning[0]] : 0;
  const share = vectors && cosines ? lexicalShare(vectors.modelId) : 1;
  const candidates = [...new Set([...byWords, ...byMeaning])].map((ordinal): Candidate => {
    const semantic = cosines && !Number.isNaN(cosines[ordinal]) ? cosines[ordinal] : null;
    return { ...index.passage(ordinal), score: fuse(lexical[ordinal], topLexical, semantic, topCosine, share), lexical: topLexical > 0 ? lexical[ordinal] / topLexical : 0, own: own[ordinal], semantic, nearest: semantic === null ? null : (meaning?.nearest[ordinal] ?? null) };
  });
  candidates.sort((a, b) => b.score - a.score || a.ordinal - b.ordinal);
  const top = candidates[0]?.score ?? 0;
  for (const candidate of candidates) candidate.score = top > 0 ? candidate.score / top : 0;
  return { candidates, question, history, bestLexical: byWords[0] ?? null, bestSemantic: byMeaning[0] ?? null };
}

function cosinesOf(vectors: VectorSet | null, { vector, historyVector }: RankedQuestion): { fused: Float32Array; nearest: Float32Array } | null {
  if (!vectors?.size || !vector || vector.length !== vectors.dimensions) return null;
  const own = vectors.cosines(vector);
  if (!historyVector || historyVector.length !== vectors.dimensions) return own;
  const before = vectors.cosines(historyVector);
  const blend = (a: Float32Array, b: Float32Array) => a.map((value, at) => (value + HISTORY_WEIGHT * b[at]) / (1 + HISTORY_WEIGHT));
  return { fused: blend(own.fused, before.fused), nearest: blend(own.nearest, before.nearest) };
}

/** Ordinals of the highest values above 0, highest first; of equal ones the lower ordinal. */
function best(values: Float32Array, count: number): number[] {
  const kept: number[] = [];
  let floor = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    if (!(value > floor)) continue;
    let place = kept.length;
    while (place > 0 && values[kept[place - 1]] < value) place--;
    kept.splice(place, 0, at);
    if (kept.length > count) kept.pop();
    if (kept.length === count) floor = values[kept[count - 1]];
  }
  return kept;
}
