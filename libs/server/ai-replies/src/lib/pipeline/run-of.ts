import type { AiReason, AiRunRow } from '@mailtrixy/shared/dto';
import type { NewRun } from '../runs/run-rows';
import type { PipelineInput, PipelineResult } from './pipeline-input';

const WOULD_BE = { send: 'sent', draft: 'draft', hand_off: 'hand_off', nothing: 'nothing' } as const;

/** What a run is kept as. */
export function runOf(
  input: Pick<PipelineInput, 'workspaceId' | 'channelId'>,
  result: PipelineResult,
  place: { id: string; conversationId: string | null; contactId: string | null; origin: AiRunRow['origin']; originKey: string | null; parentId?: string | null; messageSeq: number | null; at: Date },
  outcome: AiReason,
): NewRun {
  return {
    id: place.id,
    workspaceId: input.workspaceId,
    conversationId: place.conversationId,
    channelId: input.channelId,
    contactId: place.contactId,
    origin: place.origin,
    originKey: place.originKey,
    parentId: place.parentId ?? null,
    messageSeq: place.messageSeq,
    question: result.question,
    query: result.query,
    language: result.language,
    outcome,
    wouldBe: WOULD_BE[result.decision.outcome],
    action: result.action,
    answer: result.answer || null,
    confidence: result.confidence,
    hits: result.hits,
    sources: result.sources,
    gates: result.decision.gates,
    prompt: result.prompt,
    model: result.model,
    tokensIn: result.tokensIn,
    tokensOut: result.tokensOut,
    tookMs: result.tookMs,
    at: place.at,
  };
}

/** The outcome in words, for lists. */
export function outcomeOf({ decision, kind, problem }: PipelineResult): AiReason {
  switch (decision.outcome) {
    case 'send':
      return { code: 'scheduled', words: 'It answers by itself.' };
    case 'hand_off':
      return decision.why ?? { code: 'handed_over', words: 'Handed over to a person.' };
    case 'nothing':
      return decision.why ?? { code: 'no_reply_needed', words: 'The message needs no answer.' };
    case 'draft':
      if (kind === 'extractive') return problem ?? { code: 'extractive', words: 'Passages of the Knowledge Base, without a model.' };
      return decision.why ? { code: decision.why.code, words: `A draft: ${decision.why.words}` } : { code: 'draft', words: 'A draft for a person.' };
  }
}
