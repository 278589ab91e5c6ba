import { splitSentences, terms } from '@mailtrixy/server/platform/language';
import { figuresIn } from './figures';

/**
 * The sentences of a source that an answer's sentence is made of: each says words of it that no better one says. A price of
 * the next sentence over, of another country or another product, does not ground this one. Without words in common all are.
 */
export function closestSentences(sentence: string, source: string, languages: readonly string[]): string[] {
  const [language] = languages;
  const wanted = new Set(contentTerms(withoutFigures(sentence, language), languages));
  const candidates = splitSentences(source, language).map((text) => ({ text, terms: new Set(contentTerms(text, languages)) }));
  const chosen: string[] = [];
  const open = new Set(wanted);
  while (open.size) {
    const gains = candidates.map(({ terms: theirs }) => [...open].filter((term) => theirs.has(term)).length);
    const best = Math.max(0, ...gains);
    if (!best) break;
    // Equally good ones cannot be told apart.
    const found = candidates.filter((_, at) => gains[at] === best);
    for (const { text, terms: theirs } of found) {
      if (!chosen.includes(text)) chosen.push(text);
      for (const term of theirs) open.delete(term);
    }
  }
  return chosen.length ? chosen : candidates.map(({ text }) => text);
}

/** A weekday, a month or a unit would find the sentence that has it, and so ground itself. */
function withoutFigures(text: string, language: string): string {
  return figuresIn(text, language).reduce((rest, figure) => (/\p{L}{3}/u.test(figure.text) ? rest.replace(new RegExp(`(?<![\\p{L}\\p{M}])${figure.text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')}(?![\\p{L}\\p{M}])`, 'giu'), ' ') : rest), text);
}

/** Without numbers: they are what is looked for. */
function contentTerms(text: string, languages: readonly string[]): string[] {
  return languages.flatMap((language) => terms(text, language)).filter((term) => !/^\d/u.test(term));
}
