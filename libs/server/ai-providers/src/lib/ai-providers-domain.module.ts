import { Module } from '@nestjs/common';
import { AccountsDomainModule } from '@mailtrixy/server/accounts';
import { UsageBook } from './budget/usage-book';
import { CircuitBreaker } from './circuit/circuit-breaker';
import { BuiltinModel } from './embeddings/builtin-model';
import { Embeddings } from './embeddings/embeddings';
import { LanguageModels } from './language-models';
import { EmbeddingProgress } from './settings/embedding-progress';
import { ProviderConnections } from './settings/provider-connections';
import { ProviderRows } from './settings/provider-rows';
import { ProviderSettings } from './settings/provider-settings.service';

const SERVICES = [BuiltinModel, CircuitBreaker, EmbeddingProgress, Embeddings, LanguageModels, ProviderConnections, ProviderRows, ProviderSettings, UsageBook];

/** The workspace's language model and its embedding model. Needs KEYRING and SETTINGS. */
@Module({ imports: [AccountsDomainModule], providers: SERVICES, exports: SERVICES })
export class AiProvidersDomainModule {}
