import type { CheckResult } from '../pipeline/answer-rules';
import { normalised, phraseMatcher } from '../triage/phrase-matcher';
import { failed, passed, quoted } from './check-result';
import { sourceOfSentence, type CheckedAnswer } from './checked-answer';
import { ACTS_DONE, ACTS_PROMISED } from './promise-words';

const DONE = phraseMatcher(ACTS_DONE);
const PROMISED = phraseMatcher(ACTS_PROMISED);

/**
 * The AI cannot act, so nothing says that it did or will. What "we" do may be said only in a source's own words; what the
 * workspace forbids, never.
 */
export function checkPromises(answer: CheckedAnswer): CheckResult {
  const { input } = answer;
  const forbidden = input.neverPromise.length ? phraseMatcher(input.neverPromise.map((phrase) => phrase.replaceAll('|', ' ')).join('|')).find(normalised(answer.text)) : null;
  if (forbidden) return failed('promises', `It says ${quoted(forbidden)}, which must never be promised.`);
  for (const sentence of answer.sentences) {
    const words = normalised(sentence.text);
    const done = DONE.find(words);
    if (done) return failed('promises', `It claims or promises an act: ${quoted(done)}.`);
    const promised = PROMISED.find(words);
    if (promised && !normalised(sourceOfSentence(answer, sentence)).includes(` ${promised} `) && !(/\p{sc=Han}/u.test(promised) && sourceOfSentence(answer, sentence).includes(promised))) return failed('promises', `It promises something: ${quoted(promised)}.`);
  }
  return passed('promises', 'It promises nothing.');
}
