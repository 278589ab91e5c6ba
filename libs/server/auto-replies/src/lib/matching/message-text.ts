import { baseLanguage, foldCase, lowerCase, stripInvisible, tokenise } from '@mailtrixy/server/platform/language';

/** What comes after is not looked at: nobody hides a keyword behind it. */
export const TEXT_MAX = 4096;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const TONES = /\p{Emoji_Modifier}/gu;
const ASCII = /^[\x00-\x7f]*$/;

/** A text with its case and accents folded, and for every place in it the place in the original. */
export interface FoldedText {
  folded: string;
  /** Of every UTF-16 unit of `folded` where its character begins in the original; -1 within a character. The last entry is the end. */
  starts: Int32Array;
}

/**
 * Character by character as people see them (a family of emoji is one), so that a match never begins or ends inside one.
 * @param tones false: 👍🏽 is 👍
 */
export function foldText(text: string, language: string | null, tones: boolean): FoldedText {
  return mapCharacters(text, (character) => foldCharacter(character, language, tones));
}

/** As patterns see a text: composed letters, without marks that nobody sees; case and accents stay. */
export function plainText(text: string): FoldedText {
  return mapCharacters(text, (character) => stripInvisible(character).normalize('NFC'));
}

/** The range in the original that a range of the folded text stands for: whole characters. */
export function originalRange({ starts }: FoldedText, from: number, to: number): [number, number] {
  while (starts[from] < 0) from--;
  while (starts[to] < 0) to++;
  return [starts[from], starts[to]];
}

function mapCharacters(text: string, fold: (character: string) => string): FoldedText {
  const parts: string[] = [];
  const starts: number[] = [];
  for (const { character, at } of charactersOf(text)) {
    const folded = fold(character);
    for (let unit = 0; unit < folded.length; unit++) starts.push(unit === 0 ? at : -1);
    parts.push(folded);
  }
  starts.push(text.length);
  return { folded: parts.join(''), starts: Int32Array.from(starts) };
}

function* charactersOf(text: string): Iterable<{ character: string; at: number }> {
  if (ASCII.test(text)) {
    for (let at = 0; at < text.length; at++) yield { character: text[at], at };
    return;
  }
  for (const { segment, index } of graphemes.segment(text)) yield { character: segment, at: index };
}

const known = new Map<string, string>();
const KNOWN_MAX = 5000;

function foldCharacter(character: string, language: string | null, tones: boolean): string {
  if (character.length === 1 && ASCII.test(character)) return isTurkic(language) || !/[A-Z]/.test(character) ? foldPlain(character) : character.toLowerCase();
  const key = `${isTurkic(language) ? 't' : isVietnamese(language) ? 'v' : ''}${tones ? '1' : '0'}${character}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const folded = foldCase(tones ? character : character.replace(TONES, ''), language);
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(key, folded);
  return folded;
}

/** Every i is one i when folded, in Turkish too. */
function foldPlain(character: string): string {
  return /\s/.test(character) ? ' ' : character.toLowerCase();
}

/** A text as exact matches compare it. */
export interface ExactText {
  /** Usual lower case, the language's own lower case, and ß as ss. */
  forms: readonly string[];
  /** Every i one i. */
  oneI: string;
  /** It has a capital I: the lower case of that is i in most languages and ı in Turkish, and four letters do not tell which. */
  eitherI: boolean;
}

export function exactText(text: string, language: string | null): ExactText {
  const whole = stripInvisible(text).normalize('NFC');
  const usual = lowerCase(whole).normalize('NFC').trim();
  const own = isTurkic(language) ? lowerCase(whole, language).normalize('NFC').trim() : usual;
  return { forms: [...new Set([usual, own, usual.replaceAll('ß', 'ss')])], oneI: usual.replaceAll('ı', 'i'), eitherI: whole.includes('I') };
}

/** Small letters say which i they are, so "ilik" and "ılık" are two words; "ILIK" may be either. */
export function sameExactly(a: ExactText, b: ExactText): boolean {
  if (a.oneI === '' || b.oneI === '') return false;
  return a.forms.some((form) => b.forms.includes(form)) || ((a.eitherI || b.eitherI) && a.oneI === b.oneI);
}

export function isTurkic(language: string | null): boolean {
  const base = language && baseLanguage(language);
  return base === 'tr' || base === 'az';
}

function isVietnamese(language: string | null): boolean {
  return language !== null && baseLanguage(language) === 'vi';
}

/** Places where words begin and end. */
export function wordEdges(text: string, language: string | null): { starts: ReadonlySet<number>; ends: ReadonlySet<number> } {
  const [starts, ends] = [new Set<number>(), new Set<number>()];
  for (const { text: word, from, to } of tokenise(text, language)) {
    starts.add(from);
    ends.add(to);
    // l'heure, refund's
    for (const { index } of word.matchAll(/['’ʼ＇]/gu)) {
      ends.add(from + index);
      starts.add(from + index + 1);
    }
  }
  return { starts, ends };
}

/** Whether this sign can be the edge of a word at all; before and after an emoji no word has to end. */
export function isWordSign(sign: string | undefined): boolean {
  return sign !== undefined && /[\p{L}\p{M}\p{N}]/u.test(sign);
}
