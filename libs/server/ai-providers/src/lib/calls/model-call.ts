import type { AiProviderState } from '@mailtrixy/shared/dto';
import type { ZodType } from 'zod';
import type { TokenUsage } from './ai-provider-error';

/** One part of a prompt. Neighbouring parts of one role stay separate where the provider can tell them apart. */
export interface PromptPart {
  role: 'user' | 'assistant';
  text: string;
}

export interface TextCall {
  /** For the books: what the call is for, e.g. 'answer', 'query', 'summarise', 'exam'. At most 24 characters. */
  purpose: string;
  system: string;
  parts: readonly PromptPart[];
  /** At most this many tokens of answer, the workspace's own limit at most. */
  maxTokens: number;
  signal?: AbortSignal;
}

export interface AnswerCall<T> extends TextCall {
  /** What the answer must look like. For OpenAI every field is required: use nullable, not optional. */
  schema: ZodType<T>;
}

export interface ModelAnswer<T> {
  value: T;
  finishReason: 'stop' | 'tool-calls';
  usage: TokenUsage;
  model: string;
  tookMs: number;
  /** The answer was not quite JSON and was mended. */
  repaired: boolean;
}

export interface StreamedAnswer {
  /** Ends without an error in every case; what became of it says `done`. */
  deltas: AsyncIterable<string>;
  /** Rejects with AiProviderError when the stream was cut, with an AbortError when nobody read it to its end: what came until then is no answer. */
  done: Promise<ModelAnswer<string>>;
}

export interface ModelState {
  state: AiProviderState;
  /** Plain words; null when all is well. */
  problem: string | null;
  until: Date | null;
  model: string | null;
  /** A call may be tried now. */
  ready: boolean;
}
