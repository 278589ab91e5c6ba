import { baseLanguage, splitSentences, terms } from '@mailtrixy/server/platform/language';
import type { CheckResult } from '../pipeline/answer-rules';
import { normalised, phraseMatcher } from '../triage/phrase-matcher';
import { withoutAddresses } from './addresses';
import { failed, passed, quoted } from './check-result';
import { closestSentences } from './closest-sentences';
import { exchangedWord, otherName } from './other-name';
import { languagesOf, sourceOfSentence, type CheckedAnswer, type CheckedSentence } from './checked-answer';
import { figuresIn } from './figures';
import { CLAIM_WORDS, COURTESY_WORDS, NEGATIONS } from './support-words';

/** Share of a sentence's content words that its sources have. */
const SUPPORT = 0.6;
/** A source sentence that an answer's sentence says again. */
const SAME = 0.6;
const GRAM_SHARE = 0.6;

/**
 * Each sentence says what its sources say: enough of its words are there, it does not deny what they affirm, and words
 * that change everything ("free", "always", "every country") are theirs.
 */
export function checkSupport(answer: CheckedAnswer): CheckResult {
  const language = baseLanguage(answer.input.task.language);
  let weakest = 1;
  for (const sentence of answer.sentences) {
    const courtesy = courtesyOf(language);
    const words = terms(withoutAddresses(sentence.text), language).filter((term) => !courtesy.has(term) && !/^\d/u.test(term) && !isNumberWord(term, language));
    // Two or three words of a sentence prove nothing either way; figures, links and promises are looked at on their own.
    if (!words.length) continue;
    const source = sourceOfSentence(answer, sentence);
    const sources = new Set(languagesOf(source, language).flatMap((one) => terms(source, one)));
    const share = words.filter((word) => sources.has(word)).length / words.length;
    weakest = Math.min(weakest, share);
    if (share < SUPPORT) return failed('support', foreign(source, language) ? `The source is in another language, so that ${quoted(sentence.text)} cannot be compared with it.` : `${quoted(sentence.text)} is not what the cited source says.`);
    const claim = newClaim(sentence.text, source);
    if (claim) return failed('support', `The cited source does not say “${claim}”.`);
    const other = otherName(sentence.text, source, language) ?? exchangedWord(sentence.text, source, language);
    if (other) return failed('support', `${quoted(sentence.text)} says of “${other}” what the cited source says of something else.`);
    if (denies(sentence, words, source, language)) return failed('support', `${quoted(sentence.text)} seems to say the opposite of the cited source.`);
  }
  return passed('support', `At least ${Math.round(weakest * 100)} % of each sentence's words are in its sources.`);
}

function foreign(source: string, language: string): boolean {
  return languagesOf(source, language).length > 1;
}

/** Numbers are compared by the check of figures. */
function isNumberWord(term: string, language: string): boolean {
  return figuresIn(term, language).some(({ forms }) => /^\d/u.test(forms[0]));
}

const courtesies = new Map<string, Set<string>>();

function courtesyOf(language: string): Set<string> {
  let known = courtesies.get(language);
  if (!known) courtesies.set(language, (known = new Set(terms(COURTESY_WORDS[language] ?? COURTESY_WORDS['en'], language))));
  return known;
}

const CLAIMS = CLAIM_WORDS.map((phrases) => phraseMatcher(phrases));

/** A far-reaching word that the sources lack, in any of its spellings. */
function newClaim(sentence: string, source: string): string | null {
  const [said, theirs] = [normalised(sentence), normalised(source)];
  for (const claim of CLAIMS) {
    const found = claim.find(said);
    if (found && !claim.find(theirs)) return found;
  }
  return null;
}

const NEGATION = Object.fromEntries(Object.entries(NEGATIONS).map(([language, words]) => [language, phraseMatcher(words)]));

/** The source's sentence that is most like this one is denied here, or the other way round. */
function denies({ text }: CheckedSentence, words: readonly string[], source: string, language: string): boolean {
  const negation = NEGATION[language];
  if (!negation) return false;
  const own = new Set(words);
  let best: { text: string; share: number } | null = null;
  let same: boolean | null = null;
  const negative = negation.find(normalised(text)) !== null;
  for (const candidate of splitSentences(source, language)) {
    const theirs = new Set(terms(candidate, language));
    const share = [...own].filter((word) => theirs.has(word)).length / own.size;
    if (share < SAME) continue;
    const agrees = (negation.find(normalised(candidate)) !== null) === negative;
    if (!best || share > best.share + 1e-9) {
      best = { text: candidate, share };
      same = agrees;
    } else if (share > best.share - 1e-9 && agrees) same = true;
  }
  if (best !== null && best.share >= GRAM_SHARE && same === false) return true;
  // "We do not ship to Switzerland" lends its Switzerland to no affirmation.
  const parts = closestSentences(text, source, [language]);
  return !negative && parts.length > 1 && parts.some((part) => negation.find(normalised(part)) !== null);
}
