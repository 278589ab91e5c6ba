import type { AiProviderTest, StructuredMode } from '@mailtrixy/shared/dto';
import { z } from 'zod';
import { AiProviderError } from '../calls/ai-provider-error';
import { askInMode } from '../calls/ask-model';
import { weakerMode } from '../calls/answer-form';
import type { ChatConnection } from '../clients/connection';

const SCHEMA = z.object({ animal: z.string().describe('The animal in the sentence, one word.'), count: z.number() });
/** Models that think first spend most of it on that. */
const MAX_TOKENS = 2000;
const FORM_PROBLEMS = new Set(['malformed', 'model']);

export interface ProviderCheck extends AiProviderTest {
  error: AiProviderError | null;
}

/** A small real call in the strongest form that the model can do. @returns plain words for whatever comes of it */
export async function checkProvider(connection: ChatConnection, timeoutMs: number): Promise<ProviderCheck> {
  const started = performance.now();
  const tookMs = () => Math.round(performance.now() - started);
  let first: AiProviderError | null = null;
  for (let mode: StructuredMode | null = 'json_schema'; mode; mode = connection.kind === 'anthropic' ? null : weakerMode(mode)) {
    try {
      const { model } = await askInMode(connection, { system: 'Read the sentence and fill in the form.', parts: [{ role: 'user', text: 'Two cats sleep.' }], maxTokens: MAX_TOKENS, timeoutMs, schema: SCHEMA }, mode);
      return { ok: true, words: `${model} answers in ${(tookMs() / 1000).toFixed(1)} s.`, detail: mode === 'plain' ? 'The model knows no JSON mode: it is asked in words, which fails more often.' : null, structured: mode, tookMs: tookMs(), error: null };
    } catch (error) {
      if (!(error instanceof AiProviderError)) throw error;
      first ??= error;
      if (!FORM_PROBLEMS.has(error.code) || (error.code === 'model' && /does not exist|not found|not_found/iu.test(error.detail ?? ''))) return { ok: false, words: error.words, detail: error.detail, structured: null, tookMs: tookMs(), error };
    }
  }
  const error = first ?? new AiProviderError('malformed', 'The model did not answer in the form that was asked for.');
  return { ok: false, words: error.code === 'malformed' ? 'The model answers, but not in the form that is needed. Choose a larger or newer one.' : error.words, detail: error.detail, structured: null, tookMs: tookMs(), error };
}
