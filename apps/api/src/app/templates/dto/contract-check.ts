import type { CreateTemplateRequest, CreateTemplateSampleRequest, EditTemplateRequest, SyncTemplatesRequest, UpdateTemplateSettingsRequest } from '@mailtrixy/shared/dto';
import type { CreateTemplateDto, CreateTemplateSampleDto, EditTemplateDto, SyncTemplatesDto, UpdateTemplateSettingsDto } from './template.dtos';

// "implements" lets a class leave out an optional member; these do not compile then.
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [K in keyof T]: T[K] };

export const createTemplate: Equal<Flat<CreateTemplateDto>, Flat<CreateTemplateRequest>> = true;
export const createTemplateSample: Equal<Flat<CreateTemplateSampleDto>, Flat<CreateTemplateSampleRequest>> = true;
export const editTemplate: Equal<Flat<EditTemplateDto>, Flat<EditTemplateRequest>> = true;
export const syncTemplates: Equal<Flat<SyncTemplatesDto>, Flat<SyncTemplatesRequest>> = true;
export const updateTemplateSettings: Equal<Flat<UpdateTemplateSettingsDto>, Flat<UpdateTemplateSettingsRequest>> = true;
