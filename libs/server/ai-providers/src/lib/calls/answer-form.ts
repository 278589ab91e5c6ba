import type { LanguageModelV3CallOptions } from '@ai-sdk/provider';
import type { StructuredMode } from '@mailtrixy/shared/dto';
import { z, type ZodType } from 'zod';
import type { ChatConnection } from '../clients/connection';

/** How the form of an answer is asked for. */
export interface AnswerForm {
  system: string;
  responseFormat: LanguageModelV3CallOptions['responseFormat'];
}

/** What a kind of provider can do until Test has found out. */
export function assumedMode({ kind, structured }: Pick<ChatConnection, 'kind' | 'structured'>): StructuredMode {
  return structured ?? (kind === 'openai' || kind === 'anthropic' ? 'json_schema' : 'json_object');
}

/** The next weaker way; null after the weakest. */
export function weakerMode(mode: StructuredMode): StructuredMode | null {
  return mode === 'json_schema' ? 'json_object' : mode === 'json_object' ? 'plain' : null;
}

/** Below json_schema the schema is not sent by the SDK: the prompt has to say it. */
export function answerForm(mode: StructuredMode, system: string, schema: ZodType): AnswerForm {
  const json = wireSchema(z.toJSONSchema(schema)) as Record<string, unknown>;
  if (mode === 'json_schema') return { system, responseFormat: { type: 'json', schema: json, name: 'answer' } };
  const asked = `${system}\n\nAnswer with one JSON object and nothing else: no other words, no code fence. It must fit this JSON schema:\n${JSON.stringify(json)}`;
  return { system: asked, responseFormat: mode === 'json_object' ? { type: 'json' } : undefined };
}

/** OpenAI's strict form knows neither defaults nor the draft's address; with `io: output` a field that has a default is required. */
function wireSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wireSchema);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, part]) => (key === '$schema' || key === 'default' ? [] : [[key, wireSchema(part)]])));
}
