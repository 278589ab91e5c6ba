import type { AiReason } from '@mailtrixy/shared/dto';
import type { PipelineResult } from '../pipeline/pipeline-input';
import type { DraftContent } from './draft-rows';

/** The card that shows a result. */
export function draftOf(result: PipelineResult, runId: string, knowledgeRevision: number, state: DraftContent['state'], over: { why?: AiReason | null; sendAt?: Date | null } = {}): DraftContent {
  return {
    runId,
    state,
    kind: result.kind,
    question: result.question,
    knowledgeRevision,
    body: result.answer,
    language: result.language,
    sources: result.sources,
    passages: result.passages,
    confidence: result.confidence,
    searched: result.searched,
    gates: result.decision.gates,
    why: over.why === undefined ? result.decision.why : over.why,
    problem: result.problem,
    sendAt: over.sendAt ?? null,
  };
}
