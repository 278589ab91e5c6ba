import { CONFIDENCE_HIGH, CONFIDENCE_MEDIUM, type Confidence } from '@mailtrixy/shared/dto';
import { LEXICAL_WEIGHTS, SEMANTIC_WEIGHTS, type ConfidenceWeights } from './confidence-weights';
import { K1, type SearchablePassages } from './searchable-passages';
import type { QuestionWord } from './question-terms';
import type { Candidate, Ranking } from './ranking';
import { HISTORY_WEIGHT } from './ranking';

/** What confidence is made of, each 0–1. The names are shown to people. */
export type ConfidenceParts = Record<LexicalPart | SemanticPart, number>;
export const LEXICAL_PARTS = ['words found', 'rare words found', 'words in the title', 'strength', 'lead', 'known words', 'amount found', 'length of the question', 'share of the title'] as const;
export const SEMANTIC_PARTS = ['nearness of meaning', 'nearest wording', 'lead in meaning', 'words and meaning agree', 'overall lead'] as const;
type LexicalPart = (typeof LEXICAL_PARTS)[number];
type SemanticPart = (typeof SEMANTIC_PARTS)[number];

/** Words of a question from which on it is a full one. */
const FULL_QUESTION = 8;
/** Words found from which on more of them say little. */
const ENOUGH_WORDS = 3;
/** Numbers of orders and the like that no text can know. */
const REFERENCE_WEIGHT = 0.25;

/** How sure a search is that its first hit answers the question: 0 of nothing found. Defined in docs/ai.md. */
export function confidence(index: SearchablePassages, ranking: Ranking): Confidence {
  const parts = confidenceParts(index, ranking);
  if (!parts) return { value: 0, level: 'low', parts: [] };
  const semantic = ranking.candidates[0].semantic !== null;
  const value = Math.round(100 * probability(semantic ? SEMANTIC_WEIGHTS : LEXICAL_WEIGHTS, parts));
  const names = semantic ? [...LEXICAL_PARTS, ...SEMANTIC_PARTS] : LEXICAL_PARTS;
  return { value, level: levelOf(value), parts: names.map((name) => ({ name, value: Math.round(parts[name] * 1000) / 1000 })) };
}

export function levelOf(value: number): Confidence['level'] {
  return value >= CONFIDENCE_HIGH ? 'high' : value >= CONFIDENCE_MEDIUM ? 'medium' : 'low';
}

export function probability(weights: ConfidenceWeights, parts: ConfidenceParts): number {
  let sum = weights.bias;
  for (const [name, weight] of Object.entries(weights.parts)) sum += weight * parts[name as keyof ConfidenceParts];
  // A line over the logit: 0.8 is where dev questions were answered as precisely as docs/ai.md says.
  return 1 / (1 + Math.exp(-(weights.slope * sum + weights.shift)));
}

/** Null: no word of the question is known and nothing is near. */
export function confidenceParts(index: SearchablePassages, { candidates, question, history, bestLexical, bestSemantic }: Ranking): ConfidenceParts | null {
  const [first] = candidates;
  if (!first) return null;
  const other = candidates.find(({ documentId }) => documentId !== first.documentId);
  const own = question.words.get(first.language) ?? [];
  const words = weighted(own, 1);
  // Of a short follow-up the words before it carry the topic.
  const before = history ? weighted(history.words.get(first.language) ?? [], HISTORY_WEIGHT * Math.max(0, 1 - own.length / FULL_QUESTION)) : [];
  const all = [...words, ...before];
  const shares = all.map(({ word, weight }) => ({ weight, idf: word.idf, found: found(index, word, first) }));
  const mass = sum(shares.map(({ weight, idf }) => weight * idf));
  const possible = sum(own.map((word) => word.idf * (K1 + 1)));
  return {
    'words found': ratio(sum(shares.map(({ weight, found: { any } }) => weight * any)), sum(shares.map(({ weight }) => weight))),
    'rare words found': ratio(sum(shares.map(({ weight, idf, found: { any } }) => weight * idf * any)), mass),
    'words in the title': ratio(sum(shares.map(({ weight, idf, found: { title } }) => weight * idf * title)), mass),
    strength: Math.min(1, ratio(first.own, possible)),
    lead: lead(first, other, ({ lexical }) => lexical),
    'known words': ratio(sum(all.map(({ word, weight }) => (word.terms.length ? weight * word.idf * (word.alike ? 0.5 : 1) : 0))), mass),
    'amount found': 1 - Math.exp(-sum(shares.map(({ weight, found: { any } }) => weight * any)) / ENOUGH_WORDS),
    'length of the question': Math.min(1, own.length / FULL_QUESTION),
    'share of the title': Math.min(1, ratio(sum(own.map((word) => found(index, word, first).title)), index.titleLength(first.ordinal))),
    'nearness of meaning': first.semantic ?? 0,
    'nearest wording': first.nearest ?? 0,
    'lead in meaning': lead(first, other, ({ semantic }) => semantic ?? 0),
    'words and meaning agree': bestLexical !== null && bestSemantic !== null && index.documentOf(bestLexical) === index.documentOf(bestSemantic) ? 1 : 0,
    'overall lead': lead(first, other, ({ score }) => score),
  };
}

function weighted(words: QuestionWord[], weight: number): { word: QuestionWord; weight: number }[] {
  return weight > 0 ? words.map((word) => ({ word, weight: word.reference && !word.terms.length ? weight * REFERENCE_WEIGHT : weight })) : [];
}

/** Share of a word's terms in the passage, and in its title. */
function found(index: SearchablePassages, word: QuestionWord, { ordinal }: Candidate): { any: number; title: number } {
  if (!word.terms.length) return { any: 0, title: 0 };
  const counts = word.terms.map((term) => index.countsOf(term, ordinal));
  const certainty = word.alike ? 0.5 : 1;
  // Of words spelt alike one is enough.
  const of = word.alike ? 1 : counts.length;
  return { any: Math.min(1, (certainty * counts.filter(Boolean).length) / of), title: Math.min(1, (certainty * counts.filter((count) => count?.title).length) / of) };
}

function lead(first: Candidate, other: Candidate | undefined, of: (candidate: Candidate) => number): number {
  return other ? Math.max(0, Math.min(1, 1 - ratio(of(other), of(first)))) : 1;
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
