import { rankMeasures, three } from '../lab/measures.mjs';
import { retrievalCode } from '../lab/retrieval-code.mjs';
import { documents, idOf, set } from '../lab/sets.mjs';

export const title = 'Languages, all articles of all languages in one workspace';

export async function run() {
  const { MeasuredKnowledge, detectLanguage } = await retrievalCode();
  const articles = set('faq.multilingual');
  const known = await MeasuredKnowledge.of(documents(articles));
  const rows = [];
  for (const language of [...new Set(articles.map((article) => article.language))]) {
    const own = articles.filter((article) => article.language === language);
    const ranks = [];
    for (const article of own) for (const question of article.questions) ranks.push((await known.ask(question)).documents.indexOf(idOf(article)));
    const texts = own.flatMap(({ title, questions }) => [title, ...questions]);
    const { n, r1, r5, mrr } = rankMeasures(ranks);
    rows.push([language, n, three(r1), three(r5), three(mrr), three(texts.filter((text) => detectLanguage(text).language === language).length / texts.length), three(texts.filter((text) => detectLanguage(text.split(/\s+/).slice(0, 3).join(' '), { conversation: language }).language === language).length / texts.length)]);
  }
  return { columns: ['Language', 'n', 'R@1', 'R@5', 'MRR', 'Known by a question', 'Known by three words and the conversation'], rows, notes: ['By words alone. The wordings are chosen to be unlike the articles, and there are 150 articles to choose from.'] };
}
