// The package has no types of its own, and the libs that import this one must find ours.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./snowball-stemmers.d.ts" />
import { newStemmer, type Stemmer } from 'snowball-stemmers';

/** Snowball's stemmers that work in the package: its Greek one returns every word unchanged and is left out. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  ar: 'arabic', ca: 'catalan', da: 'danish', de: 'german', en: 'english', es: 'spanish', eu: 'basque', fi: 'finnish', fr: 'french',
  ga: 'irish', hu: 'hungarian', it: 'italian', nb: 'norwegian', nl: 'dutch', no: 'norwegian', pt: 'portuguese', ro: 'romanian', ru: 'russian', sv: 'swedish', tr: 'turkish',
};
/** Stems that are kept per language; a passage repeats most of its words. */
const KEPT = 30_000;

const stemmers = new Map<string, { stemmer: Stemmer; kept: Map<string, string> }>();

/** Whether stem() does anything for the language (two-letter code). */
export function hasStemmer(language: string): boolean {
  return language in ALGORITHMS;
}

/** @param word lower case, accents kept */
export function stem(word: string, language: string): string {
  const algorithm = ALGORITHMS[language];
  if (!algorithm) return word;
  let entry = stemmers.get(language);
  if (!entry) stemmers.set(language, (entry = { stemmer: newStemmer(algorithm), kept: new Map() }));
  const known = entry.kept.get(word);
  if (known !== undefined) return known;
  if (entry.kept.size >= KEPT) entry.kept.clear();
  const stemmed = entry.stemmer.stem(forStemmer(word, language)) || word;
  entry.kept.set(word, stemmed);
  return stemmed;
}

/** Snowball's Romanian knows only the cedillas that were written before Unicode had commas. */
function forStemmer(word: string, language: string): string {
  return language === 'ro' ? word.replace(/ș/g, 'ş').replace(/ț/g, 'ţ') : word;
}
