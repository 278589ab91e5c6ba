import { baseLanguage } from '@mailtrixy/server/platform/language';
import type { CheckResult } from '../pipeline/answer-rules';
import { failed, passed, quoted } from './check-result';
import { languagesOf, sourceOfSentence, type CheckedAnswer } from './checked-answer';
import { withoutAddresses } from './addresses';
import { closestSentences } from './closest-sentences';
import { figuresIn, figuresOfSource } from './figures';

/** So long that it names something: an order, a parcel. A shorter one in the customer's words may be a planted price. */
const IDENTIFIER = /^\d{5,}$/u;

/**
 * Numbers, amounts, dates, times and units stand in the sources that their sentence cites. The customer's own words ground
 * only identifiers: whoever writes "returns within 90 days" would otherwise be told so.
 */
export function checkFigures(answer: CheckedAnswer): CheckResult {
  const { input, sentences } = answer;
  const language = baseLanguage(input.task.language);
  const said = [input.task.question, ...input.task.turns.map((turn) => turn.text)].join('\n');
  const ids = new Set(figuresIn(said, language).flatMap(({ forms }) => forms.filter((form) => IDENTIFIER.test(form))));
  for (const sentence of sentences) {
    const source = sourceOfSentence(answer, sentence);
    const languages = languagesOf(source, language);
    const grounded = figuresOfSource(withoutAddresses(closestSentences(sentence.text, source, languages).join('\n')), languages);
    const ungrounded = figuresIn(withoutAddresses(sentence.text), language).find(({ forms }) => !forms.some((form) => grounded.has(form) || ids.has(form)));
    if (ungrounded) return failed('figures', `${quoted(ungrounded.text)} is not in the source that the sentence cites.`);
  }
  return passed('figures', 'Every number, date and amount is in the cited sources.');
}
