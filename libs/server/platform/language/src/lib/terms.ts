import { foldAccents, lowerCase } from './fold-case';
import { hasStemmer, stem } from './stems';
import { stopWords } from './stop-words';
import { isUnspaced, scanWords, tokenise, type Word } from './words';

/** A word with the terms under which an index knows it. No terms: a stop word, or part of the next word. */
export interface TermedWord extends Word {
  terms: string[];
  stop: boolean;
}

/** Words of languages that have no stemmer are cut into overlapping pieces of five letters. */
const GRAM = 5;
/** A word longer than this is no word; only its beginning counts. */
const WORD_MAX = 64;
const APOSTROPHES = /['’ʼ＇]/u;
const HAN_RUN = /\p{sc=Han}{2,}/gu;
/** Latin, Greek, Cyrillic, Hebrew, Arabic, Indic and their punctuation. */
const SPACED_ONLY = /^[\u0000-\u0DFF\u1E00-\u2BFF]*$/;
const NUMBER = /^\p{N}+([.,]\p{N}+)*$/u;
/** Elided words before an apostrophe: l'article, qu'il, dell'ordine. */
const ELIDING = new Set(['fr', 'it', 'ca']);
/** Syllables are words: pieces of words would only blur them. */
const WHOLE_WORDS = new Set(['vi', 'id', 'zh', 'ja', 'th', 'lo', 'km', 'my', 'ko']);

/** The two-letter code of a BCP 47 tag; en when there is none. */
export function baseLanguage(language?: string | null): string {
  return /^[a-z]{2,3}(?=$|[-_])/i.exec(language ?? '')?.[0].toLowerCase() ?? 'en';
}

/** Terms of a word that are kept per language; a passage repeats most of its words. */
const KEPT = 60_000;
const kept = new Map<string, Map<string, readonly string[]>>();

/** The words of a text with their terms, stop words marked. Chinese and Japanese also give the pairs of neighbouring signs. */
export function termedWords(text: string, language?: string | null): TermedWord[] {
  const base = baseLanguage(language);
  const words: TermedWord[] = joinHyphens(text, tokenise(text, base)).map((word) => {
    const found = termsOfWord(lowerCase(word.text, base), base);
    return { ...word, terms: [...found], stop: !found.length };
  });
  if (isUnspaced(text)) addPairs(text, words);
  return words;
}

/** The terms of a text for an index, in order, without stop words: those of termedWords, found faster. */
export function terms(text: string, language?: string | null): string[] {
  const base = baseLanguage(language);
  const lower = lowerCase(text, base);
  const words = plainWords(lower, base);
  if (!words) return termedWords(lower, base).flatMap((word) => word.terms);
  const all: string[] = [];
  for (const word of words) for (const term of termsOfWord(word, base)) all.push(term);
  return all;
}

/**
 * The words of a lower-case text for termsOfWord; null when its script has no spaces and neighbours matter.
 * For who keeps something per word, as an index does.
 */
export function plainWords(lower: string, language: string): string[] | null {
  if (!SPACED_ONLY.test(lower) && isUnspaced(lower)) return null;
  if (lower.includes('-') || lower.includes('‑')) return joinHyphens(lower, tokenise(lower, language)).map(({ text }) => text);
  const words: string[] = [];
  scanWords(lower, (from, to) => void words.push(lower.slice(from, to)));
  return words;
}

/** Of a lower-case word; none: a stop word. @param language the two-letter code */
export function termsOfWord(lower: string, language: string): readonly string[] {
  let words = kept.get(language);
  if (!words) kept.set(language, (words = new Map()));
  const known = words.get(lower);
  if (known) return known;
  const bare = withoutAffixes(lower, language);
  const found = !bare || stopWords(language).has(bare) ? [] : termsOf(bare, language);
  if (words.size >= KEPT) words.clear();
  if (lower.length <= WORD_MAX) words.set(lower, found);
  return found;
}

function termsOf(lower: string, language: string): string[] {
  if (NUMBER.test(lower)) return [plainNumber(lower)];
  const word = lower.length > WORD_MAX ? [...lower].slice(0, WORD_MAX).join('') : lower;
  if (hasStemmer(language)) return [foldAccents(stem(word, language))];
  if (language === 'vi') return [word];
  const folded = foldAccents(word);
  return WHOLE_WORDS.has(language) ? [folded] : grams(folded);
}

function grams(word: string): string[] {
  const letters = [...word];
  if (letters.length <= GRAM) return [word];
  return [...new Set(letters.slice(0, letters.length - GRAM + 1).map((_, at) => letters.slice(at, at + GRAM).join('')))];
}

/** 1,000 and 1.000 are 1000; 19,99 is 19.99. */
function plainNumber(number: string): string {
  if (/^\d{1,3}([.,]\d{3})+$/.test(number)) return number.replace(/[.,]/g, '');
  return number.replace(/,/g, '.');
}

function withoutAffixes(lower: string, language: string): string {
  if (!APOSTROPHES.test(lower)) return lower;
  const [head, ...rest] = lower.split(APOSTROPHES);
  const tail = rest.join('');
  if (ELIDING.has(language) && head.length <= 6) return tail;
  // İstanbul'a: the ending of a name.
  if (language === 'tr' && head.length > 1) return head;
  // customer's, but don't and I'm as people write them without the apostrophe.
  if (tail === 's' && language !== 'fr') return head;
  return head + tail;
}

/** e-mail is email; check-in stays two words. */
function joinHyphens(text: string, words: Word[]): Word[] {
  if (!text.includes('-') && !text.includes('‑')) return words;
  const joined: Word[] = [];
  for (const word of words) {
    const before = joined[joined.length - 1];
    if (before && word.from === before.to + 1 && /[-‑]/.test(text[before.to]) && /^\p{L}$/u.test(before.text)) joined[joined.length - 1] = { text: before.text + word.text, from: before.from, to: word.to };
    else joined.push(word);
  }
  return joined;
}

/** Segmenters cut one phrase differently in a question and in a text; pairs of signs are the same in both. */
function addPairs(text: string, words: TermedWord[]): void {
  let at = 0;
  for (const match of text.matchAll(HAN_RUN)) {
    const signs = [...match[0]];
    let from = match.index;
    for (let i = 0; i + 1 < signs.length; i++) {
      const to = from + signs[i].length + signs[i + 1].length;
      while (at < words.length && words[at].to <= from) at++;
      const inside = words[at];
      const pair = foldAccents(lowerCase(signs[i] + signs[i + 1]));
      // A pair of two words belongs to the first; of stop words only pairs with a real word count.
      const next = inside && inside.to < to ? words[at + 1] : inside;
      const owner = inside && !inside.stop ? inside : next;
      if (owner && !owner.stop && !owner.terms.includes(pair)) owner.terms.push(pair);
      from += signs[i].length;
    }
  }
}
