export { startProviderStub, STUB_MODES } from './lib/stub/provider-stub';
export type { ProviderStub, StubMode, StubReply } from './lib/stub/provider-stub';
export type { StubRequest } from './lib/stub/stub-request';
export { closeProviderConnections } from './lib/clients/provider-fetch';
export { createAiProviders } from './lib/testing/ai-providers-fixture';
export type { AiProvidersFixture } from './lib/testing/ai-providers-fixture';
