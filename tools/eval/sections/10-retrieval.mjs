import { BUILTIN, embedBuiltin } from '../lab/builtin-embedder.mjs';
import { rankMeasures, three } from '../lab/measures.mjs';
import { retrievalCode } from '../lab/retrieval-code.mjs';
import { documents, half, idOf, set } from '../lab/sets.mjs';

export const title = 'Retrieval, test half';

export async function run() {
  const { MeasuredKnowledge } = await retrievalCode();
  const articles = set('faq.en');
  const intents = set('intents.en');
  const followUps = set('follow-ups.en');
  const asked = half(articles, 'test');
  const trials = [
    ['FAQ, in the words of the articles', documents(articles), asked.flatMap((article) => article.close.map((question) => ({ question, right: idOf(article) })))],
    ['FAQ, in other words', documents(articles), asked.flatMap((article) => article.questions.map((question) => ({ question, right: idOf(article) })))],
    ['FAQ with two known wordings, in others', documents(articles).map((document, at) => ({ ...document, questions: articles[at].questions.slice(0, 2) })), asked.flatMap((article) => article.questions.slice(2).map((question) => ({ question, right: idOf(article) })))],
    ['Intents with ten known wordings, in others', intents.map(({ title, wordings }) => ({ id: idOf({ title }), title, text: `About: ${title}.`, questions: wordings.slice(0, 10) })), half(intents, 'test').flatMap((intent) => intent.wordings.slice(10).map((question) => ({ question, right: idOf(intent) })))],
    ['Follow-ups, question alone', documents(articles), followUps.map(({ title, question }) => ({ question, right: idOf({ title }) }))],
    ['Follow-ups with history', documents(articles), followUps.map(({ title, question, history }) => ({ question, history, right: idOf({ title }) }))],
  ];
  const rows = [];
  for (const [name, docs, questions] of trials) {
    for (const [how, embed] of [['words', null], ['words and meaning', embedBuiltin]]) {
      const known = await MeasuredKnowledge.of(docs, embed, BUILTIN);
      const ranks = [];
      const started = performance.now();
      for (const { question, history, right } of questions) ranks.push((await known.ask(question, { history, language: 'en' })).documents.indexOf(right));
      const { n, r1, r5, mrr } = rankMeasures(ranks);
      rows.push([name, how, n, three(r1), three(r5), three(mrr), ((performance.now() - started) / n).toFixed(1)]);
    }
  }
  return { columns: ['Questions', 'Search', 'n', 'R@1', 'R@5', 'MRR', 'ms'], rows, notes: ['“Meaning” is the built-in English model with 0.3 of the score for words. Milliseconds include the vector of the question.'] };
}
