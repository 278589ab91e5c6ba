import { AiProviderError } from '@mailtrixy/server/ai-providers';
import { DomainError } from '@mailtrixy/server/platform/errors';

/** A provider's failure as an answer of ours. Other errors stay what they are. */
export function providerRefusal(error: unknown): unknown {
  if (!(error instanceof AiProviderError)) return error;
  if (error.code === 'none') return new DomainError('AI_NOT_CONFIGURED', 'No AI model is connected. An admin can choose one under Settings → AI provider.');
  if (error.code === 'budget') return new DomainError('AI_BUDGET_SPENT', error.words);
  return new DomainError('AI_PROVIDER_FAILED', error.words, error.retryAfterMs ? { retryAfterMs: error.retryAfterMs } : {});
}
