import { marksIn } from '../drafts/citation-marks';
import type { CheckResult } from '../pipeline/answer-rules';
import { failed, passed } from './check-result';
import type { CheckedAnswer } from './checked-answer';

/** Citations are there and exist: in the list, in the text and in the model's sentences alike. */
export function checkCitations({ input, text, cites, sentences }: CheckedAnswer): CheckResult {
  if (!text) return failed('citations', 'There is no answer.');
  const all = [...input.citations, ...marksIn(input.answer), ...input.sentences.flatMap(({ cite }) => cite)];
  const unknown = all.find((n) => !Number.isInteger(n) || n < 1 || n > input.task.passages.length);
  if (unknown !== undefined) return failed('citations', `It cites a source [${unknown}] that was not given.`);
  if (!cites.length) return failed('citations', 'It cites no source.');
  if (!sentences.some(({ cited }) => cited)) return failed('citations', 'No sentence says which source it is from.');
  return passed('citations', cites.length === 1 ? 'It cites a source that was given.' : `It cites ${cites.length} sources that were given.`);
}
