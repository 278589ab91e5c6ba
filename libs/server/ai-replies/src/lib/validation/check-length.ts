import type { CheckResult } from '../pipeline/answer-rules';
import { failed, passed } from './check-result';
import type { CheckedAnswer } from './checked-answer';

/** What the customer gets fits the channel. */
export function checkLength({ input, text }: CheckedAnswer): CheckResult {
  const length = [...text].length;
  const max = input.task.maxLength;
  return length > max ? failed('length', `It has ${length} characters, ${max} fit this channel.`) : passed('length', `${length} of ${max} characters.`);
}
