import { foldCase } from '@mailtrixy/server/platform/language';
import type { AiReason, ExamCase } from '@mailtrixy/shared/dto';
import type { PipelineResult } from '../pipeline/pipeline-input';

/** Of one answer; with every other problem of a provider the next question fares no better. */
const OF_ONE_ANSWER = new Set(['provider_truncated', 'provider_refused', 'provider_filtered', 'provider_malformed']);

/** What keeps a connected model from being asked at all; null where it answered, and where none is connected. */
export function notAsked(problem: AiReason | null): AiReason | null {
  return problem && problem.code !== 'provider_none' && !OF_ONE_ANSWER.has(problem.code) ? problem : null;
}

/** Whether an answer is what the case expects, and why not in words. Quotes count only where no model is connected. */
export function judge({ expect, documentIds, mustSay }: Pick<ExamCase, 'expect' | 'documentIds' | 'mustSay'>, { decision, answer, sources, kind, action, problem }: Pick<PipelineResult, 'decision' | 'answer' | 'sources' | 'kind' | 'action' | 'problem'>): { passed: boolean; words: string } {
  if (problem && problem.code !== 'provider_none') return { passed: false, words: `${notAsked(problem) ? 'Not asked' : 'No answer of the model'}: ${problem.words}` };
  const answered = decision.outcome === 'send' || (decision.outcome === 'draft' && action === 'answer');
  if (expect === 'refuse') return answered ? { passed: false, words: decision.outcome === 'send' ? 'It would have been sent.' : 'It was answered as a draft.' } : { passed: true, words: decision.why?.words ?? 'Not answered.' };
  if (!answered) return { passed: false, words: decision.why?.words ?? 'Not answered.' };
  const cited = new Set((kind === 'extractive' ? sources.slice(0, 1) : sources).map(({ documentId }) => documentId));
  if (documentIds.length && !documentIds.some((id) => cited.has(id))) return { passed: false, words: 'It cites none of the expected documents.' };
  const said = foldCase(answer);
  const missing = mustSay.find((words) => !said.includes(foldCase(words)));
  return missing === undefined ? { passed: true, words: decision.outcome === 'send' ? 'It would have been sent.' : `A draft: ${decision.why?.words ?? 'for a person.'}` } : { passed: false, words: `It does not say “${missing}”.` };
}
