import { baseLanguage, sentenceSpans, terms, termedWords } from '@mailtrixy/server/platform/language';

export interface Quote {
  /** The two sentences (or one) that answer best, in the order of the text. */
  sentences: string[];
  /** Their places in the text, for marking. */
  spans: { from: number; to: number }[];
}

const SENTENCES = 2;
/** A sentence without a word of the question is quoted only when it stands beside the best one. */
const NEIGHBOUR = 0.35;
/** The first sentence of a passage is more often the answer. */
const FIRST = 0.08;
const LONG_SENTENCE = 25;

/**
 * The two sentences of a passage that answer a question best, word for word. For drafts without a language model.
 * @param title the passage's title: its words say what the passage is about and tell no sentence from another
 */
export function bestQuote(question: string, passage: { text: string; title?: string }, language?: string | null): Quote {
  const base = baseLanguage(language);
  const sentences = sentenceSpans(passage.text, base);
  if (sentences.length <= SENTENCES) return quote(sentences);
  const asked = new Set(terms(question, base));
  const titled = new Set(terms(passage.title ?? '', base));
  const own = sentences.map(({ text }) => new Set(terms(text, base)));
  const worth = new Map([...asked].map((term) => [term, Math.log(1 + sentences.length / (1 + own.filter((words) => words.has(term)).length)) * (titled.has(term) ? 0.5 : 1)]));
  const scores = own.map((words, at) => {
    let score = 0;
    for (const [term, weight] of worth) if (words.has(term)) score += weight;
    return score / (1 + Math.max(0, words.size - LONG_SENTENCE) / LONG_SENTENCE) + (at === 0 ? FIRST : 0);
  });
  const spread = scores.map((score, at) => score + NEIGHBOUR * Math.max(scores[at - 1] ?? 0, scores[at + 1] ?? 0));
  const chosen = spread.map((score, at) => ({ score, at })).sort((a, b) => b.score - a.score || a.at - b.at).slice(0, SENTENCES);
  return quote(chosen.map(({ at }) => at).sort((a, b) => a - b).map((at) => sentences[at]));
}

function quote(sentences: readonly { text: string; from: number; to: number }[]): Quote {
  return { sentences: sentences.map(({ text }) => text), spans: sentences.map(({ from, to }) => ({ from, to })) };
}

const MATCHED_MAX = 20;

/** Words of a text, as they are written there, that the question has too. */
export function matchedWords(questions: readonly string[], text: string, language: string): string[] {
  const asked = new Set(questions.flatMap((question) => terms(question, language)));
  const matched = new Set<string>();
  for (const word of termedWords(text, language)) {
    if (matched.size >= MATCHED_MAX) break;
    if (word.terms.some((term) => asked.has(term))) matched.add(word.text.toLowerCase());
  }
  return [...matched];
}
