import type { CheckResult } from '../pipeline/answer-rules';
import { failed, passed } from './check-result';
import type { CheckedAnswer } from './checked-answer';
import { holdsMarkup } from './plain-text';

/** HTML and hidden characters are taken out of every answer; one that had them is not sent by itself all the same. */
export function checkMarkup({ input }: CheckedAnswer): CheckResult {
  const held = [input.raw ?? '', input.answer, ...input.sentences.map(({ text }) => text)].some(holdsMarkup);
  return held ? failed('markup', 'It held HTML, an image or hidden characters, which were taken out.') : passed('markup', 'It is plain text.');
}
