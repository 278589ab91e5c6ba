export const AI_PROVIDER_ERROR_CODES = ['none', 'key', 'model', 'quota', 'rate', 'timeout', 'down', 'html', 'truncated', 'refused', 'filtered', 'malformed', 'budget', 'resting'] as const;
/**
 * none: no provider is chosen · key: refused · model: unknown, or it refuses this kind of call · quota: paid amount used up ·
 * rate: too many calls · timeout · down: refused, reset or 5xx · html: no API answers at the address · truncated: cut at
 * the token limit · refused: the model declined · filtered: the provider's content filter · malformed: not in the form
 * asked for, after one repair · budget: the workspace's own limit · resting: failed too often just now
 */
export type AiProviderErrorCode = (typeof AI_PROVIDER_ERROR_CODES)[number];

/** Everything that a call to a language model can come to, except being stopped by the caller's own signal. */
export class AiProviderError extends Error {
  constructor(
    readonly code: AiProviderErrorCode,
    /** One plain sentence for an admin. */
    readonly words: string,
    readonly more: { retryAfterMs?: number | null; detail?: string | null; usage?: TokenUsage | null } = {},
  ) {
    super(words);
  }

  /** Whether the same call may work later without anybody changing a setting. */
  get retryable(): boolean {
    return RETRYABLE.has(this.code);
  }

  get retryAfterMs(): number | null {
    return this.more.retryAfterMs ?? null;
  }

  /** The provider's own words, without keys; null when it said none. */
  get detail(): string | null {
    return this.more.detail ?? null;
  }
}

export interface TokenUsage {
  tokensIn: number;
  tokensOut: number;
}

const RETRYABLE = new Set<AiProviderErrorCode>(['rate', 'timeout', 'down', 'resting']);
