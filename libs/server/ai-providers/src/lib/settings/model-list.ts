import type { AiModelList } from '@mailtrixy/shared/dto';
import { AiProviderError } from '../calls/ai-provider-error';
import { classifyFailure } from '../clients/classify-failure';
import type { ChatConnection } from '../clients/connection';
import { providerFetch } from '../clients/provider-fetch';

const MODELS_MAX = 500;
const TIMEOUT_MS = 10_000;
/** Of OpenAI's list: what no chat goes to. */
const NO_CHAT = /embed|whisper|tts|dall-e|moderation|audio|realtime|transcribe|image|sora|davinci|babbage|search/iu;

/** What the provider offers, sorted. A failure is told in words: the name can be typed all the same. */
export async function listModels(connection: Omit<ChatConnection, 'model' | 'structured'>): Promise<AiModelList> {
  const { kind, baseUrl, key, privateAllowed } = connection;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers: Record<string, string> = kind === 'anthropic' ? { 'x-api-key': key ?? '', 'anthropic-version': '2023-06-01' } : key ? { authorization: `Bearer ${key}` } : {};
  try {
    const response = await providerFetch(privateAllowed)(`${baseUrl}/models${kind === 'anthropic' ? '?limit=200' : ''}`, { headers, signal });
    const text = await response.text();
    if (!response.ok) throw Object.assign(new Error(`HTTP ${response.status}`), { statusCode: response.status, responseBody: text, responseHeaders: Object.fromEntries(response.headers) });
    return { models: namesIn(text, kind), problem: null };
  } catch (error) {
    return { models: [], problem: classifyFailure(error, [key], signal).words };
  }
}

function namesIn(text: string, kind: string): string[] {
  let body: { data?: { id?: unknown }[] } | null = null;
  try {
    body = JSON.parse(text) as { data?: { id?: unknown }[] };
  } catch {
    // Told below.
  }
  if (!Array.isArray(body?.data)) throw new AiProviderError(/^\s*</u.test(text) ? 'html' : 'malformed', /^\s*</u.test(text) ? 'A web page answers at this address, no language model. Check it: most end in /v1.' : 'The address has no list of models. Type the name of the model.');
  const names = body.data.map(({ id }) => id).filter((id): id is string => typeof id === 'string' && id.length > 0 && id.length <= 200);
  return [...new Set(kind === 'openai' ? names.filter((name) => !NO_CHAT.test(name)) : names)].sort().slice(0, MODELS_MAX);
}
