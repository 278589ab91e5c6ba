import { foldCase } from '@mailtrixy/server/platform/language';

/** Texts without spaces between words: a phrase may stand anywhere. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const SPECIAL = /[.*+?^${}()|[\]\\]/gu;
/** Words that a `~` may stand for. */
const BETWEEN = 5;

/** Finds any of many phrases in the form that `normalised` gives. */
export interface PhraseMatcher {
  /** @returns the phrase's words as they stand in the text, or null */
  find(text: NormalisedText): string | null;
}

/** Lower case, no accents, single spaces instead of punctuation, a space at both ends. */
export type NormalisedText = string & { readonly normalised: unique symbol };

export function normalised(text: string): NormalisedText {
  return ` ${foldCase(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ').trim()} ` as NormalisedText;
}

/** @param phrases separated by `|`; `*` the rest of a word, `~` up to five words */
export function phraseMatcher(phrases: string): PhraseMatcher {
  const spaced: string[] = [];
  const unspaced: string[] = [];
  for (const phrase of phrases.split('|').filter(Boolean)) {
    const folded = foldCase(phrase).replace(/[^\p{L}\p{M}\p{N}*~ ]+/gu, ' ').trim();
    if (UNSPACED.test(folded)) unspaced.push(folded.split(' ').map((word) => (word === '~' ? '.{0,8}' : word.replace(SPECIAL, '\\$&'))).join(' ?'));
    else spaced.push(folded.split(/\s+/u).map((word) => (word === '~' ? `(?:[^ ]+ ){0,${BETWEEN}}?` : `${word.split('*').map((part) => part.replace(SPECIAL, '\\$&')).join('[^ ]*')} `)).join(''));
  }
  const patterns = [spaced.length ? new RegExp(`(?<= )(?:${spaced.join('|')})`, 'u') : null, unspaced.length ? new RegExp(unspaced.join('|'), 'u') : null];
  return {
    find(text) {
      for (const pattern of patterns) {
        const found = pattern?.exec(text)?.[0].trim();
        if (found) return found;
      }
      return null;
    },
  };
}

/** @param words separated by spaces @returns whether a text has no other words */
export function onlyWords(words: string): (text: NormalisedText) => boolean {
  const known = new Set(words.split(/\s+/u).map((word) => foldCase(word)));
  const longest = [...known].filter((word) => UNSPACED.test(word)).sort((a, b) => b.length - a.length);
  return (text) =>
    text
      .trim()
      .split(' ')
      .every((word) => known.has(word) || (UNSPACED.test(word) && longest.reduce((rest, part) => rest.replaceAll(part, ''), word) === ''));
}
