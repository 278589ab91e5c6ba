import { baseLanguage, termedWords } from '@mailtrixy/server/platform/language';
import { inverseFrequency, type SearchablePassages, type WeightedTerm } from './searchable-passages';
import { Spellings } from './spellings';

/** A question is looked up in its own language and in the biggest others of the index. */
const LANGUAGES_MAX = 6;
/** Terms of a very long question that count: those that say most. */
const TERMS_MAX = 64;
const WORDS_MAX = 400;
/** A term that is only spelt alike. */
const TYPO_WEIGHT = 0.3;
/** Shorter words are changed into others by one letter. */
const TYPO_LETTERS_MIN = 6;
const TYPOS_MAX = 5;
/** Numbers of orders and the like: an index cannot be expected to know them. */
const REFERENCE = /^(?=.*\p{N})(\p{N}{4,}|(?=.*\p{L})[\p{L}\p{N}]{4,})$/u;

/** A word of the question within one language: what it is worth, and its terms in the index. */
export interface QuestionWord {
  text: string;
  idf: number;
  terms: number[];
  /** Of `terms`: spelt alike only. */
  alike: boolean;
  reference: boolean;
}

export interface QuestionTerms {
  /** Words that are no stop words, by language. */
  words: Map<string, QuestionWord[]>;
  terms: WeightedTerm[];
  idfOf: (term: number) => number;
}

/** Finds the words of a question in an index, in every language that the index holds (the biggest, within bounds). */
export function questionTerms(index: SearchablePassages, spellings: Spellings, question: string, language: string): QuestionTerms {
  const own = baseLanguage(language);
  const languages = [own, ...index.languages.filter((other) => other !== own)].slice(0, LANGUAGES_MAX);
  const words = new Map<string, QuestionWord[]>();
  const weights = new Map<number, { weight: number; idf: number }>();
  for (const searched of languages) {
    const found = wordsIn(index, spellings, question, searched);
    words.set(searched, found);
    for (const word of found) {
      // A word cut into pieces must not outweigh the others.
      const weight = (word.alike ? TYPO_WEIGHT : 1) / Math.sqrt(Math.max(1, word.terms.length));
      for (const term of word.terms) {
        const known = weights.get(term);
        // Said twice it counts a little more.
        if (known) known.weight += weight * 0.5;
        else weights.set(term, { weight, idf: index.idf(searched, term) });
      }
    }
  }
  // Of equal ones in the order of the question: ordinals tell only when a term came into the index, and sums depend on the order.
  const terms = [...weights].sort((a, b) => b[1].idf - a[1].idf).slice(0, TERMS_MAX).map(([term, { weight }]) => ({ term, weight }));
  return { words, terms, idfOf: (term) => weights.get(term)?.idf ?? 0 };
}

function wordsIn(index: SearchablePassages, spellings: Spellings, question: string, language: string): QuestionWord[] {
  const passages = index.passagesIn(language);
  const words: QuestionWord[] = [];
  let typos = 0;
  for (const word of termedWords(question, language).slice(0, WORDS_MAX)) {
    if (word.stop) continue;
    const known = word.terms.map((term) => index.term(language, term)).filter((term) => term !== undefined);
    const reference = REFERENCE.test(word.text);
    if (known.length) {
      words.push({ text: word.text, idf: mean(known.map((term) => index.idf(language, term))), terms: known, alike: false, reference });
      continue;
    }
    const rescued = passages && !reference && ([...word.text].length >= TYPO_LETTERS_MIN || language === 'vi') && typos++ < TYPOS_MAX ? spellings.alike(language, word.terms[0]) : [];
    words.push({ text: word.text, idf: inverseFrequency(passages, 0), terms: rescued, alike: true, reference });
  }
  return words;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
