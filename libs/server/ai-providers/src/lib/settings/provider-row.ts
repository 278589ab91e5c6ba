import type { AiProviderKind, EmbedderKind, StructuredMode } from '@mailtrixy/shared/dto';

/** The workspace's row of ai_provider, as it is without a row too. Keys stay sealed. */
export interface ProviderRow {
  version: number;
  kind: AiProviderKind;
  baseUrl: string | null;
  baseUrlPrivate: boolean;
  model: string | null;
  key: SealedKey | null;
  keySetAt: Date | null;
  structured: StructuredMode | null;
  testedAt: Date | null;
  monthlyBudget: number | null;
  priceIn: number;
  priceOut: number;
  maxTokens: number;
  embedder: { kind: EmbedderKind; baseUrl: string | null; baseUrlPrivate: boolean; model: string | null; key: SealedKey | null; dimensions: number | null };
}
export interface SealedKey {
  ciphertext: Buffer;
  keyId: string;
  last4: string;
}

export const DEFAULT_MAX_TOKENS = 1000;

/** Version 0: nothing is stored yet. */
export const NO_PROVIDER: ProviderRow = {
  version: 0,
  kind: 'none',
  baseUrl: null,
  baseUrlPrivate: false,
  model: null,
  key: null,
  keySetAt: null,
  structured: null,
  testedAt: null,
  monthlyBudget: null,
  priceIn: 0,
  priceOut: 0,
  maxTokens: DEFAULT_MAX_TOKENS,
  embedder: { kind: 'off', baseUrl: null, baseUrlPrivate: false, model: null, key: null, dimensions: null },
};
