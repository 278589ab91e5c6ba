import type { LanguageModelV3 } from '@ai-sdk/provider';
import type { ChatConnection } from './connection';
import { providerFetch } from './provider-fetch';

type MakeModel = (connection: ChatConnection, fetch: typeof globalThis.fetch) => Promise<LanguageModelV3>;

/** A local model needs no key, but some servers refuse a call without the header. */
const NO_KEY = 'none';

/** The SDK is loaded with the first call: a server without a model saves its memory. */
const compatible: MakeModel = async ({ baseUrl, key, model, structured }, fetch) => {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  return createOpenAICompatible({ name: 'compatible', baseURL: baseUrl, apiKey: key ?? NO_KEY, fetch, supportsStructuredOutputs: (structured ?? 'json_object') === 'json_schema', includeUsage: true })(model);
};

const MODELS = {
  // .chat: the bare call would post to /v1/responses.
  openai: async ({ baseUrl, key, model }, fetch) => (await import('@ai-sdk/openai')).createOpenAI({ baseURL: baseUrl, apiKey: key ?? '', fetch }).chat(model),
  anthropic: async ({ baseUrl, key, model }, fetch) => (await import('@ai-sdk/anthropic')).createAnthropic({ baseURL: baseUrl, apiKey: key ?? '', fetch })(model),
  openai_compatible: compatible,
  ollama: compatible,
} satisfies Record<ChatConnection['kind'], MakeModel>;

export function chatModel(connection: ChatConnection): Promise<LanguageModelV3> {
  return MODELS[connection.kind](connection, providerFetch(connection.privateAllowed));
}
