import type { AddQuestionRequest, AddWebsiteRequest, CreateArticleRequest, ImportFaqRequest, ImportPagesRequest, KnowledgeSearchRequest, PublishArticleRequest, SaveArticleRequest, UpdateKnowledgeDocumentRequest, UpdateWebsiteRequest } from '@mailtrixy/shared/dto';
import type { AddQuestionDto, AddWebsiteDto, CreateArticleDto, ImportFaqDto, ImportPagesDto, KnowledgeSearchDto, PublishArticleDto, SaveArticleDto, UpdateKnowledgeDocumentDto, UpdateWebsiteDto } from './knowledge.dtos';

// "implements" lets a class leave out an optional member; these do not compile then.
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [K in keyof T]: Flat2<T[K]> };
type Flat2<T> = T extends (infer I)[] ? (I extends object ? { [K in keyof I]: I[K] }[] : T) : T;

export const addQuestion: Equal<Flat<AddQuestionDto>, Flat<AddQuestionRequest>> = true;
export const addWebsite: Equal<Flat<AddWebsiteDto>, Flat<AddWebsiteRequest>> = true;
export const createArticle: Equal<Flat<CreateArticleDto>, Flat<CreateArticleRequest>> = true;
export const importFaq: Equal<Flat<ImportFaqDto>, Flat<ImportFaqRequest>> = true;
export const importPages: Equal<Flat<ImportPagesDto>, Flat<ImportPagesRequest>> = true;
export const knowledgeSearch: Equal<Flat<KnowledgeSearchDto>, Flat<KnowledgeSearchRequest>> = true;
export const publishArticle: Equal<Flat<PublishArticleDto>, Flat<PublishArticleRequest>> = true;
export const saveArticle: Equal<Flat<SaveArticleDto>, Flat<SaveArticleRequest>> = true;
export const updateDocument: Equal<Flat<UpdateKnowledgeDocumentDto>, Flat<UpdateKnowledgeDocumentRequest>> = true;
export const updateWebsite: Equal<Flat<UpdateWebsiteDto>, Flat<UpdateWebsiteRequest>> = true;
