import type { TestAiProviderRequest, UpdateAiProviderRequest } from '@mailtrixy/shared/dto';
import type { TestAiProviderDto, UpdateAiProviderDto, UpdateEmbedderDto } from './ai-provider.dtos';

// "implements" lets a class leave out an optional member; these do not compile then.
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [K in keyof T]: T[K] };

export const updateAiProvider: Equal<Flat<Omit<UpdateAiProviderDto, 'embedder'>>, Flat<Omit<UpdateAiProviderRequest, 'embedder'>>> = true;
export const updateEmbedder: Equal<Flat<UpdateEmbedderDto>, Flat<NonNullable<UpdateAiProviderRequest['embedder']>>> = true;
export const testAiProvider: Equal<Flat<TestAiProviderDto>, Flat<TestAiProviderRequest>> = true;
