import { splitSentences, terms } from '@mailtrixy/server/platform/language';
import { figuresIn } from './figures';

/** Where every noun begins with a capital, a capital tells nothing. */
const CAPITAL_NOUNS = new Set(['de', 'lb']);
const WORD = /[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'’-]*/gu;
const SHARE = 0.5;

/**
 * A name of the answer's sentence that the source's sentence which says the same does not have, while it has another one
 * instead: what holds of one product or country is said of another. Null where none is.
 */
export function otherName(sentence: string, source: string, language: string): string | null {
  if (CAPITAL_NOUNS.has(language)) return null;
  const known = namesIn(source, language);
  const wanted = new Set(terms(sentence, language).filter((term) => !/^\d/u.test(term)));
  const names = wordsOf(sentence).filter((word) => known.has(word.toLowerCase()) && !figuresIn(word, language).length);
  if (!names.length || !wanted.size) return null;
  const candidates = splitSentences(source, language).map((text) => ({ text, share: [...new Set(terms(text, language))].filter((term) => wanted.has(term)).length / wanted.size }));
  const best = Math.max(0, ...candidates.map(({ share }) => share));
  if (best < SHARE) return null;
  const closest = candidates.filter(({ share }) => share > best - 1e-9);
  const said = new Set(wordsOf(sentence).map((word) => word.toLowerCase()));
  for (const name of new Set(names)) {
    const swapped = closest.every(({ text }) => {
      const theirs = wordsOf(text).map((word) => word.toLowerCase());
      return !theirs.includes(name.toLowerCase()) && theirs.some((word) => known.has(word) && !said.has(word) && !figuresIn(word, language).length);
    });
    if (swapped) return name;
  }
  return null;
}

/**
 * A word that stands between the same two words as another one of the source's sentence, and is the source's own elsewhere:
 * "a yellow dot" where the sentence that says the same has "a green dot". Null where none does.
 */
export function exchangedWord(sentence: string, source: string, language: string): string | null {
  const said = wordsOf(sentence.toLowerCase());
  const wanted = new Set(terms(sentence, language));
  const theirs = new Set(wordsOf(source.toLowerCase()));
  const content = (word: string) => terms(word, language).length > 0 && !figuresIn(word, language).length;
  for (const candidate of splitSentences(source, language)) {
    if ([...new Set(terms(candidate, language))].filter((term) => wanted.has(term)).length < SHARE * wanted.size) continue;
    const words = wordsOf(candidate.toLowerCase());
    for (let at = 1; at < said.length - 1; at++) {
      const word = said[at];
      if (!theirs.has(word) || words.includes(word) || !content(word)) continue;
      if (words.some((other, i) => i > 0 && words[i - 1] === said[at - 1] && words[i + 1] === said[at + 1] && other !== word && !said.includes(other) && content(other))) return word;
    }
  }
  return null;
}

/** Words with a capital that do not begin a sentence, in lower case. */
function namesIn(text: string, language: string): Set<string> {
  const names = new Set<string>();
  for (const sentence of splitSentences(text, language)) {
    const [, ...rest] = wordsOf(sentence);
    for (const word of rest) if (/^\p{Lu}/u.test(word) && !CURRENCY.test(word)) names.add(word.toLowerCase());
  }
  return names;
}

const CURRENCY = /^(?:EUR|USD|GBP|CHF|PLN|TRY|RUB|UAH|CNY|JPY|INR|BRL|LED|PDF|ID|FAQ|VAT)$/u;

function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}
