import { detectLanguage, splitSentences, terms } from '@mailtrixy/server/platform/language';
import { marksIn, withoutMarks } from '../drafts/citation-marks';
import type { AnswerToCheck } from '../pipeline/answer-rules';

/** One sentence of the answer as the customer would read it, with the passages it leans on. */
export interface CheckedSentence {
  text: string;
  cites: number[];
  /** Whether the sentence itself named them. */
  cited: boolean;
}

/** An answer taken apart once, for all checks. */
export interface CheckedAnswer {
  input: AnswerToCheck;
  /** Without citation marks. */
  text: string;
  sentences: CheckedSentence[];
  /** Numbers of passages that exist and are cited anywhere. */
  cites: number[];
  /** Title, headings and text of each cited passage. */
  sources: Map<number, string>;
  /** All of these as one text. */
  source: string;
}

/** @returns the answer as the customer would read it; the model's own list of sentences only says what it cites */
export function takeApart(input: AnswerToCheck): CheckedAnswer {
  const { passages, language } = input.task;
  const exists = (n: number) => Number.isInteger(n) && n >= 1 && n <= passages.length;
  const claimed = new Map(input.sentences.map(({ text, cite }) => [key(text), cite.filter(exists)]));
  const cites = [...new Set([...input.citations, ...marksIn(input.answer), ...input.sentences.flatMap(({ cite }) => cite)])].filter(exists).sort((a, b) => a - b);
  const sentences = splitSentences(marksBeforeEnd(input.answer), language)
    .map((raw) => {
      const text = withoutMarks(raw);
      const own = marksIn(raw).filter(exists);
      const named = own.length ? own : (claimed.get(key(text)) ?? []);
      return { text, cites: named.length ? named : cites, cited: named.length > 0 };
    })
    .filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  const sources = new Map(cites.map((n) => [n, [passages[n - 1].passage.title, ...passages[n - 1].passage.headings, passages[n - 1].passage.text].join('\n')]));
  return { input, text: withoutMarks(input.answer), sentences, cites, sources, source: [...sources.values()].join('\n') };
}

/** The passages that a sentence leans on, as one text. */
export function sourceOfSentence({ sources }: CheckedAnswer, { cites }: CheckedSentence): string {
  return cites.map((n) => sources.get(n) ?? '').join('\n');
}

const SURE = 0.6;

/** The answer's language, and the source's own where that is another one. */
export function languagesOf(source: string, language: string): string[] {
  const found = detectLanguage(source, { conversation: language });
  return found.by === 'text' && found.confidence >= SURE && found.language !== language ? [language, found.language] : [language];
}

/** "Free of charge. [1]" and "Free of charge [1]." are one sentence with its mark. */
function marksBeforeEnd(answer: string): string {
  return answer.replace(/([.!?。！？…]+)(\s*(?:\[\d{1,2}(?:\s*[,;]\s*\d{1,2})*\])+)/gu, (_, end: string, marks: string) => ` ${marks.trim()}${end}`);
}

function key(text: string): string {
  return terms(withoutMarks(text), 'en').join(' ') || text.trim().toLowerCase();
}
