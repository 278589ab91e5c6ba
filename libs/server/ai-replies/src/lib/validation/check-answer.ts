import type { AnswerToCheck, CheckResult } from '../pipeline/answer-rules';
import { takeApart, type CheckedAnswer } from './checked-answer';
import { checkCitations } from './check-citations';
import { checkFigures } from './check-figures';
import { checkLanguage } from './check-language';
import { checkLength } from './check-length';
import { checkLinks } from './check-links';
import { checkMarkup } from './check-markup';
import { checkPrivateData } from './check-private-data';
import { checkPromises } from './check-promises';
import { checkPromptLeak } from './check-prompt-leak';
import { checkSupport } from './check-support';

type Check = (answer: CheckedAnswer) => CheckResult;

/** In the order in which people read why a draft was not sent. */
const CHECKS: readonly Check[] = [checkCitations, checkPromptLeak, checkPrivateData, checkMarkup, checkLinks, checkFigures, checkPromises, checkSupport, checkLanguage, checkLength];

/** Names of the checks, and of the gate that asks whether the model finished: what is wrong with an answer by itself. */
export const ANSWER_GATES: ReadonlySet<string> = new Set(['whole_answer', 'citations', 'prompt_leak', 'private_data', 'markup', 'links', 'figures', 'promises', 'support', 'language', 'length']);

/** Compares an answer with its sources. Pure: no model, no clock, no database; every check says what it found. */
export function checkAnswer(input: AnswerToCheck): CheckResult[] {
  const answer = takeApart(input);
  return CHECKS.map((check) => check(answer));
}
