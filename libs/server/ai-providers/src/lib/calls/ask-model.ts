import type { LanguageModelV3, LanguageModelV3CallOptions, LanguageModelV3FinishReason, LanguageModelV3Prompt, LanguageModelV3Usage } from '@ai-sdk/provider';
import { estimateTokens } from '@mailtrixy/server/platform/language';
import type { StructuredMode } from '@mailtrixy/shared/dto';
import type { ZodType } from 'zod';
import { chatModel } from '../clients/chat-model';
import { classifyFailure } from '../clients/classify-failure';
import type { ChatConnection } from '../clients/connection';
import { detailOf } from '../clients/redaction';
import { answerForm, assumedMode, weakerMode } from './answer-form';
import { AiProviderError, type TokenUsage } from './ai-provider-error';
import { readJsonAnswer } from './json-answer';
import type { ModelAnswer, PromptPart, StreamedAnswer } from './model-call';

/** One request without books, circuit or second tries. */
export interface ModelRequest {
  system: string;
  parts: readonly PromptPart[];
  maxTokens: number;
  timeoutMs: number;
  signal?: AbortSignal;
}
type Asked = { text: string; finish: LanguageModelV3FinishReason; usage: TokenUsage; model: string; tookMs: number };

/** @throws AiProviderError; the caller's own signal's reason when that ended it */
export async function askText(connection: ChatConnection, request: ModelRequest): Promise<ModelAnswer<string>> {
  const asked = await ask(connection, request, { system: request.system, responseFormat: undefined });
  if (!asked.text.trim()) throw new AiProviderError('malformed', 'The model gave an empty answer.', { usage: asked.usage });
  return { value: asked.text, finishReason: finished(asked), usage: asked.usage, model: asked.model, tookMs: asked.tookMs, repaired: false };
}

export type FormedAnswer<T> = ModelAnswer<T> & { mode: StructuredMode };

/**
 * Asks for an answer of a form. A provider that refuses the way of asking is asked in the next weaker one; an answer that
 * does not fit is mended once, and never asked for again.
 * @throws AiProviderError; the caller's own signal's reason when that ended it
 */
export async function askFormed<T>(connection: ChatConnection, request: ModelRequest & { schema: ZodType<T> }): Promise<FormedAnswer<T>> {
  for (let mode: StructuredMode = assumedMode(connection); ; ) {
    try {
      return { ...(await askInMode(connection, request, mode)), mode };
    } catch (error) {
      const weaker = refusesForm(error) ? weakerMode(mode) : null;
      if (!weaker) throw error;
      mode = weaker;
    }
  }
}

/** @throws AiProviderError; the caller's own signal's reason when that ended it */
export async function askInMode<T>(connection: ChatConnection, request: ModelRequest & { schema: ZodType<T> }, mode: StructuredMode): Promise<ModelAnswer<T>> {
  const asked = await ask({ ...connection, structured: mode }, request, answerForm(mode, request.system, request.schema));
  const finishReason = finished(asked);
  const read = readJsonAnswer(asked.text, request.schema);
  if (!read.ok) throw new AiProviderError('malformed', 'The model did not answer in the form that was asked for.', { detail: detailOf(`${read.why} ${asked.text}`, [connection.key]), usage: asked.usage });
  return { value: read.value, finishReason, usage: asked.usage, model: asked.model, tookMs: asked.tookMs, repaired: read.repaired };
}

/** A 400 about the way the form was asked for, not about the question. */
export function refusesForm(error: unknown): boolean {
  return error instanceof AiProviderError && error.code === 'model' && /response_format|json_schema|json_object|structured|output_format|output_config|schema/i.test(error.detail ?? '');
}

/** The deltas of a text as they come. Only `done` tells whether the answer is whole. */
export function askStream(connection: ChatConnection, request: ModelRequest): StreamedAnswer {
  const { signal, ours, stop } = bounded(request);
  const started = performance.now();
  let settle!: (answer: ModelAnswer<string>) => void;
  let fail!: (error: unknown) => void;
  const done = new Promise<ModelAnswer<string>>((resolve, reject) => ((settle = resolve), (fail = reject)));
  done.catch(() => undefined);
  async function* deltas(): AsyncGenerator<string> {
    let text = '';
    let ended = false;
    try {
      const model = await chatModel(connection);
      const { stream } = await model.doStream(options(connection, request, { system: request.system, responseFormat: undefined }, signal));
      let finish: { reason: LanguageModelV3FinishReason; usage: TokenUsage } | null = null;
      for await (const part of stream as unknown as AsyncIterable<{ type: string; delta?: string; error?: unknown; finishReason?: LanguageModelV3FinishReason; usage?: LanguageModelV3Usage }>) {
        if (part.type === 'error') throw part.error;
        if (part.type === 'text-delta' && part.delta) {
          text += part.delta;
          yield part.delta;
        }
        if (part.type === 'finish' && part.finishReason) finish = { reason: part.finishReason, usage: usageOf(part.usage, request, text) };
      }
      // A stream that was cut ends like a finished one, with the reason "other" at best.
      if (!finish || finish.reason.unified === 'other' || finish.reason.unified === 'error') throw new AiProviderError('down', 'The answer broke off half-way.', { usage: finish?.usage ?? estimated(request, text) });
      const asked = { text, finish: finish.reason, usage: finish.usage, model: connection.model, tookMs: Math.round(performance.now() - started) };
      const finishReason = finished(asked);
      if (!text.trim()) throw new AiProviderError('malformed', 'The model gave an empty answer.', { usage: asked.usage });
      settle({ value: text, finishReason, usage: asked.usage, model: asked.model, tookMs: asked.tookMs, repaired: false });
      ended = true;
    } catch (error) {
      ended = true;
      fail(request.signal?.aborted ? request.signal.reason : classifyFailure(error, [connection.key], ours));
    } finally {
      stop();
      // Whoever stops reading has stopped the answer: that is no failure of the provider.
      if (!ended) fail(new DOMException('Nobody read the answer to its end.', 'AbortError'));
    }
  }
  return { deltas: deltas(), done };
}

async function ask(connection: ChatConnection, request: ModelRequest, form: { system: string; responseFormat: LanguageModelV3CallOptions['responseFormat'] }): Promise<Asked> {
  // The first call of a process loads the client: that is none of the provider's time.
  const model: LanguageModelV3 = await chatModel(connection);
  const { signal, ours, stop } = bounded(request);
  const started = performance.now();
  try {
    const result = await model.doGenerate(options(connection, request, form, signal));
    const text = result.content.map((part) => (part.type === 'text' ? part.text : part.type === 'tool-call' && part.toolName === 'json' ? part.input : '')).join('');
    return { text, finish: result.finishReason, usage: usageOf(result.usage, request, text), model: result.response?.modelId ?? connection.model, tookMs: Math.round(performance.now() - started) };
  } catch (error) {
    if (request.signal?.aborted) throw request.signal.reason;
    throw classifyFailure(error, [connection.key], ours);
  } finally {
    stop();
  }
}

function options(connection: ChatConnection, request: ModelRequest, form: { system: string; responseFormat: LanguageModelV3CallOptions['responseFormat'] }, signal: AbortSignal): LanguageModelV3CallOptions {
  return { prompt: promptOf(connection, form.system, request.parts), maxOutputTokens: request.maxTokens, temperature: 0, responseFormat: form.responseFormat, abortSignal: signal };
}

/** Small servers know one text per message, and some want roles to take turns: there neighbours become one text. */
function promptOf({ kind }: ChatConnection, system: string, parts: readonly PromptPart[]): LanguageModelV3Prompt {
  const separate = kind === 'openai' || kind === 'anthropic';
  const turns: { role: 'user' | 'assistant'; content: { type: 'text'; text: string }[] }[] = [];
  for (const { role, text } of parts) {
    const last = turns.at(-1);
    if (last?.role !== role) turns.push({ role, content: [{ type: 'text', text }] });
    else if (separate && role === 'user') last.content.push({ type: 'text', text });
    else last.content[0].text += `\n\n${text}`;
  }
  return [{ role: 'system', content: system }, ...turns] as LanguageModelV3Prompt;
}

/** Only these ends are whole answers; anything else may look like one. */
function finished({ finish, usage }: Pick<Asked, 'finish' | 'usage'>): 'stop' | 'tool-calls' {
  if (finish.unified === 'stop' || finish.unified === 'tool-calls') return finish.unified;
  if (finish.unified === 'length') throw new AiProviderError('truncated', 'The answer was longer than the limit and was cut off.', { usage });
  if (finish.unified === 'content-filter') {
    if (finish.raw === 'content_filter') throw new AiProviderError('filtered', "The provider's content filter stopped the answer.", { usage });
    throw new AiProviderError('refused', 'The model declined to answer.', { usage });
  }
  throw new AiProviderError('malformed', 'The model ended its answer for a reason that is not known.', { usage });
}

function bounded({ timeoutMs, signal }: ModelRequest): { signal: AbortSignal; ours: AbortSignal; stop: () => void } {
  const ours = new AbortController();
  const timer = setTimeout(() => ours.abort(new DOMException('No answer in time.', 'TimeoutError')), timeoutMs);
  return { signal: signal ? AbortSignal.any([signal, ours.signal]) : ours.signal, ours: ours.signal, stop: () => clearTimeout(timer) };
}

/** What the provider reports; some report nothing. */
function usageOf(usage: LanguageModelV3Usage | undefined, request: ModelRequest, text: string): TokenUsage {
  const guess = estimated(request, text);
  return { tokensIn: usage?.inputTokens.total ?? guess.tokensIn, tokensOut: usage?.outputTokens.total ?? guess.tokensOut };
}

function estimated(request: Pick<ModelRequest, 'system' | 'parts'>, text: string): TokenUsage {
  return { tokensIn: estimateTokens([request.system, ...request.parts.map((part) => part.text)].join(' ')), tokensOut: estimateTokens(text) };
}
