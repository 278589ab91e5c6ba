import type { AiProviderKind, EmbedderKind, StructuredMode } from '@mailtrixy/shared/dto';

/** Everything that a call needs; the key is in the clear, so it stays within one call. */
export interface Connection<Kind extends string> {
  kind: Kind;
  /** With the version path and no trailing slash, e.g. http://10.0.0.5:11434/v1. */
  baseUrl: string;
  /** Whether the address may be one of a private network. */
  privateAllowed: boolean;
  model: string;
  key: string | null;
}
export interface ChatConnection extends Connection<Exclude<AiProviderKind, 'none'>> {
  structured: StructuredMode | null;
}
export type EmbedConnection = Connection<Exclude<EmbedderKind, 'off' | 'builtin'>>;
