import { AiProviderError } from '../calls/ai-provider-error';
import { detailOf } from './redaction';
import { AddressRefusedError } from './provider-fetch';

interface ApiCallFailure {
  statusCode?: number;
  responseHeaders?: Record<string, string>;
  responseBody?: string;
  message: string;
  cause?: unknown;
  code?: string;
}

const QUOTA = /insufficient_quota|billing|credit balance|exceeded your current quota|quota.{0,20}exhausted|payment required/i;
const UNKNOWN_MODEL = /model_not_found|model.{0,60}(?:not found|does not exist|not exist|unknown)|unknown model|not_found_error|invalid model/i;
const FILTERED = /content_filter|content management policy|content_policy/i;
const HTML = /^\s*(?:<!doctype|<html|<head|<body|<\?xml)/i;
const MAX_WAIT_MS = 60 * 60_000;

/**
 * A failed call in our words.
 * @param keys what must not appear in the detail
 * @param signal ours: tells a time-out from other ends
 */
export function classifyFailure(error: unknown, keys: readonly (string | null)[], signal: AbortSignal | null = null): AiProviderError {
  if (error instanceof AiProviderError) return error;
  const failure = error as ApiCallFailure;
  const chain = causes(error);
  const refused = chain.find((link) => link instanceof AddressRefusedError);
  if (refused) return new AiProviderError('down', `The address may not be called. ${(refused as Error).message}`);
  const detail = detailOf(said(failure), keys);
  if (failure.statusCode !== undefined && (failure.statusCode >= 300 || failure.statusCode < 200)) return byStatus(failure, failure.statusCode, detail);
  if (failure.statusCode !== undefined) {
    // A 2xx that could not be read.
    if (HTML.test(failure.responseBody ?? '')) return html(detail);
    if (!cut(chain)) return new AiProviderError('malformed', 'The address answers, but not as a language model does. Check it: most end in /v1.', { detail });
  }
  if (timedOut(chain, signal)) return new AiProviderError('timeout', 'The provider did not answer in time.', { detail });
  const code = chain.map((link) => (link as ApiCallFailure).code).find(Boolean);
  if (code === 'ECONNREFUSED') return new AiProviderError('down', 'Nothing listens at this address: the connection was refused.', { detail });
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new AiProviderError('down', 'The name of this address is not known.', { detail });
  return new AiProviderError('down', 'The connection to the provider broke off.', { detail });
}

function byStatus({ responseHeaders, responseBody = '' }: ApiCallFailure, status: number, detail: string | null): AiProviderError {
  if (status === 401 || status === 403) return HTML.test(responseBody) ? html(detail) : new AiProviderError('key', 'The provider refuses the key.', { detail });
  if (status === 402 || (status === 429 && QUOTA.test(responseBody)) || (status === 400 && /credit balance/i.test(responseBody))) return new AiProviderError('quota', 'The amount paid to the provider is used up, or no payment is set up there.', { detail });
  if (status === 429 || status === 529) return new AiProviderError('rate', 'The provider wants fewer calls for a moment.', { detail, retryAfterMs: retryAfter(responseHeaders ?? {}) });
  if (status >= 300 && status < 400) return new AiProviderError('html', 'The address sends us on to another one. Enter that one: a key is never sent along.', { detail });
  if (status === 408 || status === 504) return new AiProviderError('timeout', 'The provider did not answer in time.', { detail });
  if (status >= 500) return new AiProviderError('down', 'The provider has a problem of its own.', { detail, retryAfterMs: retryAfter(responseHeaders ?? {}) });
  if (FILTERED.test(responseBody)) return new AiProviderError('filtered', "The provider's content filter refused the question.", { detail });
  if (HTML.test(responseBody)) return html(detail);
  if (UNKNOWN_MODEL.test(responseBody)) return new AiProviderError('model', 'The provider does not know this model.', { detail });
  if (status === 404) return new AiProviderError('model', 'The provider knows no such model, or the address is not complete: most end in /v1.', { detail });
  return new AiProviderError('model', 'The provider refuses a call of this kind for this model.', { detail });
}

const html = (detail: string | null) => new AiProviderError('html', 'A web page answers at this address, no language model. Check it: most end in /v1.', { detail });

/** retry-after-ms, retry-after in seconds or as a date; null when there is none. */
function retryAfter(headers: Record<string, string>): number | null {
  const named = (name: string) => headers[name] ?? null;
  const ms = Number(named('retry-after-ms') ?? Number.NaN);
  const text = named('retry-after');
  const after = Number.isFinite(ms) ? ms : text === null ? Number.NaN : Number.isFinite(Number(text)) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(after) ? Math.min(Math.max(after, 0), MAX_WAIT_MS) : null;
}

/** The provider's own message where it sent JSON. */
function said({ responseBody, message }: ApiCallFailure): string {
  try {
    const body = JSON.parse(responseBody ?? '') as { error?: { message?: string } | string; message?: string };
    const words = typeof body.error === 'string' ? body.error : (body.error?.message ?? body.message);
    if (typeof words === 'string') return words;
  } catch {
    // No JSON: the text itself.
  }
  return (responseBody || message || '').replace(/<[^>]*>/g, ' ');
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let at = error; at && chain.length < 6; at = (at as Error).cause) {
    chain.push(at);
    if (at instanceof AggregateError) chain.push(...at.errors);
  }
  return chain;
}

function cut(chain: unknown[]): boolean {
  return chain.some((link) => /UND_ERR_SOCKET|ECONNRESET|UND_ERR_BODY_TIMEOUT|terminated/.test(`${(link as ApiCallFailure).code ?? ''} ${(link as Error).message ?? ''}`));
}

function timedOut(chain: unknown[], signal: AbortSignal | null): boolean {
  const named = chain.some((link) => (link as Error).name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test((link as ApiCallFailure).code ?? ''));
  return named || (signal?.aborted === true && (signal.reason as Error | undefined)?.name === 'TimeoutError');
}
