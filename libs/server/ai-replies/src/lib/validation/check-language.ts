import { baseLanguage, detectLanguage } from '@mailtrixy/server/platform/language';
import type { CheckResult } from '../pipeline/answer-rules';
import { failed, passed } from './check-result';
import type { CheckedAnswer } from './checked-answer';

/** Near enough that short texts are taken for one another. */
const NEAR: readonly (readonly string[])[] = [['no', 'nb', 'nn', 'da'], ['hr', 'sr', 'bs'], ['cs', 'sk'], ['id', 'ms'], ['ru', 'uk', 'bg', 'be'], ['zh', 'ja'], ['es', 'gl', 'ca'], ['nl', 'af']];
const NOT_WORDS = /https?:\/\/\S+|\S+@\S+|\[[^\]]*\]/gu;
const SURE = 0.6;

export function checkLanguage({ input, text }: CheckedAnswer): CheckResult {
  const expected = baseLanguage(input.task.language);
  const claimed = input.language ? baseLanguage(input.language) : expected;
  if (claimed !== expected && !near(claimed, expected)) return failed('language', `The model says that it answers in "${claimed}", not in "${expected}".`);
  const found = detectLanguage(text.replace(NOT_WORDS, ' '), { conversation: expected });
  if (found.by === 'text' && found.confidence >= SURE && found.language !== expected && !near(found.language, expected)) return failed('language', `It is written in "${found.language}", not in "${expected}".`);
  return passed('language', `It is written in "${expected}".`);
}

function near(a: string, b: string): boolean {
  return NEAR.some((family) => family.includes(a) && family.includes(b));
}
