import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MeasuredDocument, MeasuredKnowledge } from './measured-knowledge';

/** An entry of the sets of `npm run eval`; each set has some of it. */
export interface MeasuredItem {
  title: string;
  text: string;
  language?: string;
  questions: string[];
  close: string[];
  history: string[];
  question: string;
}

export interface MeasuredQuestion {
  question: string;
  /** The article that answers it; null: none does. */
  right: string | null;
  history?: string[];
  language?: string;
}

export function measuredSet<T = MeasuredItem>(name: string): T[] {
  return (JSON.parse(readFileSync(path.join(__dirname, '../../../../../../tools/eval/sets', `${name}.json`), 'utf8')) as { items: T[] }).items;
}

export const idOf = ({ title, language }: Pick<MeasuredItem, 'title' | 'language'>): string => `${language ?? 'en'}:${title}`;
export const documentsOf = (items: readonly MeasuredItem[]): MeasuredDocument[] => items.map((item) => ({ id: idOf(item), title: item.title, text: item.text, language: item.language }));
/** The half that nothing is tuned on: even items. */
export const testHalf = <T>(items: readonly T[]): T[] => items.filter((_, at) => at % 2 === 0);
/** Of five neighbouring articles the first two are taken away: 40 %. */
export const isRemoved = (at: number): boolean => Math.floor(at / 2) % 5 < 2;

/** Questions of the test half of the FAQ; those of removed articles have no answer. */
export function faqQuestions(items: readonly MeasuredItem[], of: (item: MeasuredItem) => string[], removed: (at: number) => boolean = () => false): MeasuredQuestion[] {
  return testHalf(items.map((item, at) => ({ item, gone: removed(at) }))).flatMap(({ item, gone }) => of(item).map((question) => ({ question, right: gone ? null : idOf(item), language: 'en' })));
}

/** Of questions that have an answer: its share at the first place and among five, and the mean of one over its place. */
export async function places(known: MeasuredKnowledge, asked: readonly MeasuredQuestion[]): Promise<{ first: number; five: number; mrr: number }> {
  const ranks = await Promise.all(asked.map(async ({ question, right, history, language }) => (await known.ask(question, { history, language })).documents.indexOf(right ?? '')));
  const share = (test: (rank: number) => boolean): number => ranks.filter(test).length / ranks.length;
  return { first: share((rank) => rank === 0), five: share((rank) => rank >= 0 && rank < 5), mrr: ranks.reduce((sum, rank) => sum + (rank >= 0 ? 1 / (rank + 1) : 0), 0) / ranks.length };
}

/**
 * What confidence tells. auroc: how often a question with an answer is trusted more than one without; precision: how often the
 * first hit of what is called High is the right one; coverage: of questions with an answer, how many are called High; wrongly: of the others.
 */
export async function trust(known: MeasuredKnowledge, asked: readonly MeasuredQuestion[]): Promise<{ auroc: number; precision: number; coverage: number; wrongly: number }> {
  const told = await Promise.all(
    asked.map(async ({ question, right, language }) => {
      const { documents, confidence } = await known.ask(question, { language });
      return { value: confidence.value, high: confidence.level === 'high', right: right !== null && documents[0] === right, answerable: right !== null };
    }),
  );
  const high = told.filter((one) => one.high);
  const [withAnswer, without] = [told.filter(({ answerable }) => answerable), told.filter(({ answerable }) => !answerable)];
  const above = withAnswer.reduce((sum, { value }) => sum + without.reduce((wins, other) => wins + (value > other.value ? 1 : value === other.value ? 0.5 : 0), 0), 0);
  return {
    auroc: above / (withAnswer.length * without.length),
    precision: high.filter(({ right }) => right).length / high.length,
    coverage: withAnswer.filter((one) => one.high).length / withAnswer.length,
    wrongly: without.filter((one) => one.high).length / without.length,
  };
}
