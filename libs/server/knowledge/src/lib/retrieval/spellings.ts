import { foldAccents } from '@mailtrixy/server/platform/language';
import type { SearchablePassages } from './searchable-passages';

const ALIKE_MAX = 3;

/** The vocabulary of an index by first letter and by its form without accents, made when first needed after a change. */
export class Spellings {
  /** Of a language, by first letter and length. */
  private readonly buckets = new Map<string, Map<string, [string, number][]>>();
  private readonly unaccented = new Map<string, Map<string, number[]>>();

  constructor(private readonly index: SearchablePassages) {}

  /** Terms that differ in one letter (added, left out, changed, or two swapped), or in accents only; the commonest first. */
  alike(language: string, term: string): number[] {
    const bare = this.bare(language).get(foldAccents(term));
    // Its syllables are too short for anything but their accents.
    if (bare?.length || language === 'vi') return this.commonest(bare ?? []);
    const buckets = this.bucket(language);
    const found = [-1, 0, 1].flatMap((more) => buckets.get(`${term[0]}${term.length + more}`) ?? []).filter(([other]) => withinOneEdit(term, other));
    return this.commonest(found.map(([, ordinal]) => ordinal));
  }

  private commonest(terms: number[]): number[] {
    return [...terms].sort((a, b) => this.index.frequency(b) - this.index.frequency(a) || a - b).slice(0, ALIKE_MAX);
  }

  private bucket(language: string): Map<string, [string, number][]> {
    let byLetter = this.buckets.get(language);
    if (byLetter) return byLetter;
    byLetter = new Map();
    for (const entry of this.index.vocabulary(language)) {
      const key = `${entry[0][0]}${entry[0].length}`;
      const bucket = byLetter.get(key);
      if (bucket) bucket.push(entry);
      else byLetter.set(key, [entry]);
    }
    this.buckets.set(language, byLetter);
    return byLetter;
  }

  /** Only Vietnamese keeps accents in its terms. */
  private bare(language: string): Map<string, number[]> {
    let bare = this.unaccented.get(language);
    if (bare) return bare;
    bare = new Map();
    if (language === 'vi') {
      for (const [term, ordinal] of this.index.vocabulary(language)) {
        const folded = foldAccents(term);
        bare.set(folded, [...(bare.get(folded) ?? []), ordinal]);
      }
    }
    this.unaccented.set(language, bare);
    return bare;
  }
}

/** One letter added, left out or changed, or two neighbours swapped. */
export function withinOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  if (at === a.length && at === b.length) return true;
  if (a.length === b.length) return endAlike(a, at + 1, b, at + 1) || (a[at] === b[at + 1] && a[at + 1] === b[at] && endAlike(a, at + 2, b, at + 2));
  return a.length > b.length ? endAlike(a, at + 1, b, at) : endAlike(a, at, b, at + 1);
}

/** Without cutting anything off: it is asked of thousands of words per question. Both ends are equally long. */
function endAlike(a: string, from: number, b: string, start: number): boolean {
  for (let at = from; at < a.length; at++) if (a.charCodeAt(at) !== b.charCodeAt(start + at - from)) return false;
  return true;
}
