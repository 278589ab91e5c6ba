import type { AiLesson } from '@mailtrixy/shared/dto';
import { secretMask } from '../masking/mask-secrets';
import { withoutMarks } from './citation-marks';
import type { StoredDraft } from './draft-rows';
import { shareChanged } from './edit-distance';

/** From this share of changed words or letters on, a person said something else and not the same in other words. */
const MUCH = 0.4;
/** Shorter answers hold nothing that the next customer could use. */
const ANSWER_MIN = 30;

/** What the Knowledge Base could learn from a person's answer, for a person to decide; null: nothing. */
export function lessonOf({ question, body }: Pick<StoredDraft, 'question' | 'body'>, sent: string): AiLesson | null {
  if (!question.trim() || sent.trim().length < ANSWER_MIN || shareChanged(withoutMarks(body), sent) < MUCH) return null;
  return { question: secretMask().mask(question.trim()), answer: sent.trim() };
}
