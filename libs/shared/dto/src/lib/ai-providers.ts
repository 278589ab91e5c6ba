export const AI_PROVIDER_KINDS = ['none', 'openai', 'anthropic', 'openai_compatible', 'ollama'] as const;
export type AiProviderKind = (typeof AI_PROVIDER_KINDS)[number];

/** off: words only; builtin: a small English model that ships with MailTrixy. */
export const EMBEDDER_KINDS = ['off', 'builtin', 'openai', 'openai_compatible', 'ollama'] as const;
export type EmbedderKind = (typeof EMBEDDER_KINDS)[number];

/** ok; attention: a person must act (key, model, quota); resting: the circuit is open until `until`. */
export const AI_PROVIDER_STATES = ['none', 'untested', 'ok', 'attention', 'resting', 'budget'] as const;
export type AiProviderState = (typeof AI_PROVIDER_STATES)[number];

/** How the model is made to answer in the form we need. */
export type StructuredMode = 'json_schema' | 'json_object' | 'plain';

export interface AiProvider {
  version: number;
  kind: AiProviderKind;
  /** openai_compatible and ollama only. Owners only may set it, because it may be a private address. */
  baseUrl: string | null;
  model: string | null;
  keyLast4: string | null;
  keySetAt: string | null;
  structured: StructuredMode | null;
  state: AiProviderState;
  problem: string | null;
  until: string | null;
  testedAt: string | null;
  /** Per month, in the currency of the price fields; null: no limit. */
  monthlyBudget: number | null;
  /** Prices per million tokens, for the budget. */
  priceIn: number;
  priceOut: number;
  maxTokens: number;
  spent: { tokensIn: number; tokensOut: number; cost: number; calls: number };
  embedder: {
    kind: EmbedderKind;
    baseUrl: string | null;
    model: string | null;
    keyLast4: string | null;
    /** Passages that have a vector of this model, of all. */
    done: number;
    total: number;
    problem: string | null;
  };
}
export interface UpdateAiProviderRequest {
  version: number;
  kind?: AiProviderKind;
  baseUrl?: string | null;
  model?: string | null;
  /** Write-only; null removes it. */
  key?: string | null;
  monthlyBudget?: number | null;
  priceIn?: number;
  priceOut?: number;
  maxTokens?: number;
  embedder?: { kind?: EmbedderKind; baseUrl?: string | null; model?: string | null; key?: string | null };
}
/** Absent fields: those that are saved. */
export interface TestAiProviderRequest {
  kind?: AiProviderKind;
  baseUrl?: string | null;
  model?: string | null;
  key?: string;
}
export interface AiProviderTest {
  ok: boolean;
  /** One plain sentence. */
  words: string;
  /** The provider's own words, redacted. */
  detail: string | null;
  structured: StructuredMode | null;
  tookMs: number;
}
export interface AiModelList {
  models: string[];
  problem: string | null;
}
