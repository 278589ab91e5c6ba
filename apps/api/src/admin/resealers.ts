import { ProviderRows } from '@mailtrixy/server/ai-providers';
import { ChannelSecretsRepository } from '@mailtrixy/server/channels';
import type { Resealer } from './key-commands';

/** Every domain that stores sealed values: add yours. */
export const RESEALERS: readonly Resealer[] = [
  { subject: 'channel secrets', reseal: (app) => app.get(ChannelSecretsRepository).resealAll() },
  { subject: 'keys of language models', reseal: (app) => app.get(ProviderRows).resealAll() },
];
