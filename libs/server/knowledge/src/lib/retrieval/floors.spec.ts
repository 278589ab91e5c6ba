import { MeasuredKnowledge } from './measured-knowledge';
import { documentsOf, faqQuestions, idOf, isRemoved, measuredSet, places, testHalf, trust, type MeasuredItem } from './measured-questions';

interface Floors {
  auroc: number;
  /** Of what is called High. */
  precision: number;
  coverage: number;
  /** At most, of what has no answer. */
  wrongly: number;
}

/** Just under what `npm run eval` measured, by words alone: a change that makes search worse is seen here. */
describe('floors of retrieval', () => {
  const faq = measuredSet('faq.en');

  it('finds what is asked in the words of an article, and much of what is not', async () => {
    const known = await MeasuredKnowledge.of(documentsOf(faq));
    const close = await places(known, faqQuestions(faq, (item) => item.close));
    expect(close.first).toBeGreaterThanOrEqual(0.98);
    expect(close.mrr).toBeGreaterThanOrEqual(0.99);
    const others = await places(known, faqQuestions(faq, (item) => item.questions));
    expect(others.five).toBeGreaterThanOrEqual(0.54);
    expect(others.mrr).toBeGreaterThanOrEqual(0.43);
  });

  it('follows up on what was said before', async () => {
    const known = await MeasuredKnowledge.of(documentsOf(faq));
    const asked = measuredSet('follow-ups.en').map(({ title, question, history }) => ({ question, history, right: idOf({ title }), language: 'en' }));
    const alone = await places(known, asked.map(({ question, right }) => ({ question, right, language: 'en' })));
    const whole = await places(known, asked);
    expect(whole.five).toBeGreaterThanOrEqual(Math.max(0.7, alone.five + 0.1));
    expect(whole.mrr).toBeGreaterThanOrEqual(0.5);
  });

  it('finds in fifteen languages within one workspace', async () => {
    const items = measuredSet('faq.multilingual');
    const known = await MeasuredKnowledge.of(documentsOf(items));
    const all = await places(known, items.flatMap((item) => item.questions.map((question) => ({ question, right: idOf(item) }))));
    expect(all.five).toBeGreaterThanOrEqual(0.76);
    expect(all.mrr).toBeGreaterThanOrEqual(0.69);
    for (const item of items) expect((await known.ask(item.title)).documents[0]).toBe(idOf(item));
  });

  const wordings = ({ close, questions }: MeasuredItem): string[] => [...close, ...questions];
  it.each<[string, (item: MeasuredItem) => string[], boolean, Floors]>([
    ['FAQ and strangers', wordings, false, { auroc: 0.9, precision: 0.94, coverage: 0.28, wrongly: 0.01 }],
    ['FAQ, 40 % of articles removed', wordings, true, { auroc: 0.69, precision: 0.92, coverage: 0.29, wrongly: 0.025 }],
    ['FAQ in its own words, 40 % removed', ({ close }) => close, true, { auroc: 0.975, precision: 0.97, coverage: 0.83, wrongly: 0.025 }],
  ])('tells by confidence what has an answer: %s', async (_, of, removes, floors) => {
    const known = await MeasuredKnowledge.of(documentsOf(removes ? faq.filter((_, at) => !isRemoved(at)) : faq));
    const strangers = removes ? [] : testHalf(measuredSet<string>('out-of-scope.en')).map((question) => ({ question, right: null, language: 'en' }));
    const { auroc, precision, coverage, wrongly } = await trust(known, [...faqQuestions(faq, of, removes ? isRemoved : undefined), ...strangers]);
    expect(auroc).toBeGreaterThanOrEqual(floors.auroc);
    expect(precision).toBeGreaterThanOrEqual(floors.precision);
    expect(coverage).toBeGreaterThanOrEqual(floors.coverage);
    expect(wrongly).toBeLessThanOrEqual(floors.wrongly);
  });
});
