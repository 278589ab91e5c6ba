// Questions with and without an answer, asked of knowledge that fits, that nearly fits, and that does not fit.
import { documents, half, idOf, set } from './sets.mjs';

/** Of five neighbouring articles the first two are taken away: 40 %. */
export const isRemoved = (at) => Math.floor(at / 2) % 5 < 2;
const KNOWN_WORDINGS = 2;
const KNOWN_INTENT_WORDINGS = 10;

/**
 * @param {{ MeasuredKnowledge: any }} code @param {null | Function} embed @param {'dev' | 'test'} which
 * @returns {Promise<Record<string, { parts: object, value: number, right: boolean, answerable: boolean, question: string }[]>>} by name of the trial
 */
export async function cases(code, embed, which, modelId = 'builtin:use-lite-en') {
  const articles = set('faq.en');
  const all = articles.map((article, at) => ({ ...article, removed: isRemoved(at) }));
  const strangers = half(set('out-of-scope.en'), which);
  const knowledge = (docs) => code.MeasuredKnowledge.of(docs, embed, modelId);
  const ask = async (known, question, right) => {
    const { documents: found, parts, confidence } = await known.ask(question, { language: 'en' });
    return { parts, value: confidence.value, right: right !== null && found[0] === right, answerable: right !== null, question };
  };
  const askAll = async (known, items, questionsOf, has) => (await Promise.all(items.map(async (item) => Promise.all(questionsOf(item).map((question) => ask(known, question, has(item) ? idOf(item) : null)))))).flat();
  const askStrangers = (known) => Promise.all(strangers.map((question) => ask(known, question, null)));

  const wordings = ({ close, questions }) => [...close, ...questions];
  const asked = half(all, which);
  const whole = await knowledge(documents(articles));
  const rest = await knowledge(documents(all.filter(({ removed }) => !removed)));
  const worded = all.map((article) => ({ ...documents([article])[0], questions: article.questions.slice(0, KNOWN_WORDINGS) }));
  const wordedWhole = await knowledge(worded);
  const wordedRest = await knowledge(worded.filter((_, at) => !all[at].removed));
  const intents = set('intents.en');
  const asQuestions = intents.map(({ title, wordings }) => ({ id: idOf({ title }), title, text: `About: ${title}.`, questions: wordings.slice(0, KNOWN_INTENT_WORDINGS) }));
  const asText = intents.map(({ title, wordings }) => ({ id: idOf({ title }), title, text: wordings.slice(0, KNOWN_INTENT_WORDINGS).join('\n') }));
  const intentCases = async (docs) => {
    const known = await knowledge(docs);
    return [...(await askAll(known, half(intents, which), ({ wordings }) => wordings.slice(KNOWN_INTENT_WORDINGS), () => true)), ...(await askStrangers(known))];
  };
  return {
    'FAQ and strangers': [...(await askAll(whole, asked, wordings, () => true)), ...(await askStrangers(whole))],
    'FAQ with wordings and strangers': [...(await askAll(wordedWhole, asked, ({ questions }) => questions.slice(KNOWN_WORDINGS), () => true)), ...(await askStrangers(wordedWhole))],
    'FAQ, 40 % of articles removed': await askAll(rest, asked, wordings, ({ removed }) => !removed),
    'FAQ in its own words, 40 % removed': await askAll(rest, asked, ({ close }) => close, ({ removed }) => !removed),
    'FAQ with wordings, 40 % removed': await askAll(wordedRest, asked, ({ questions }) => questions.slice(KNOWN_WORDINGS), ({ removed }) => !removed),
    'Intents as questions, and strangers': await intentCases(asQuestions),
    'Intents as text, and strangers': await intentCases(asText),
  };
}
