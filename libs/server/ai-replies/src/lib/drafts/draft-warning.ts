import type { AiReason, AiSource, Confidence } from '@mailtrixy/shared/dto';
import { ANSWER_GATES } from '../validation/check-answer';
import type { StoredDraft } from './draft-rows';

/** Of the search alone, at most this when a person must look twice. */
const DOUBTFUL = 49;

/** Why a draft may not be sent as it stands: it cites nothing, or a document that customers may not read (any more). */
export function sourceProblem(sources: readonly Pick<AiSource, 'title' | 'current'>[]): AiReason | null {
  if (!sources.length) return { code: 'sources', words: 'It cites no source.' };
  const gone = sources.find(({ current }) => !current);
  return gone ? { code: 'source_changed', words: `“${gone.title}” was changed or taken away since.` } : null;
}

/**
 * What is wrong with an answer, whatever the channel's mode: of the gates only those that look at the answer itself, never
 * those about mode, thresholds, limits or people.
 */
export function warningOf(draft: Pick<StoredDraft, 'body' | 'gates'>, sources: readonly AiSource[]): AiReason | null {
  if (!draft.body.trim()) return null;
  const failed = draft.gates.find(({ gate, passed }) => !passed && ANSWER_GATES.has(gate));
  return failed ? { code: failed.gate, words: failed.words } : sourceProblem(sources);
}

/** An answer is as sure as its weakest part: the search's confidence, or the checks. */
export function shownConfidence(confidence: Confidence | null, warning: AiReason | null): Confidence | null {
  return confidence && warning ? { ...confidence, value: Math.min(confidence.value, DOUBTFUL), level: 'low' } : confidence;
}
