import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Max, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import { DEPTH_MAX, FAQ_ROWS_MAX, PAGES_MAX } from '@mailtrixy/server/knowledge';
import {
  KNOWLEDGE_AUDIENCES,
  KNOWLEDGE_KINDS,
  KNOWLEDGE_QUESTIONS_MAX,
  KNOWLEDGE_STATES,
  WEBSITE_MODES,
  type AddQuestionRequest,
  type AddWebsiteRequest,
  type CreateArticleRequest,
  type ImportFaqRequest,
  type ImportPagesRequest,
  type KnowledgeAudience,
  type KnowledgeKind,
  type KnowledgeSearchRequest,
  type KnowledgeState,
  type PublishArticleRequest,
  type SaveArticleRequest,
  type UpdateKnowledgeDocumentRequest,
  type UpdateWebsiteRequest,
  type WebsiteMode,
} from '@mailtrixy/shared/dto';
import { PageQuery } from '../../http';

// The domain says in words what is too long; these bounds only keep nonsense out.
const TITLE_MAX = 1000;
const MARKDOWN_MAX = 1_000_000;
const QUESTION_MAX = 2000;
const LANGUAGE_MAX = 35;
const URL_MAX = 2000;
const FOUND_MAX = 1000;
const EVERY_DAYS_MAX = 365;

export class DocumentsQuery extends PageQuery {
  @IsOptional()
  @IsIn(KNOWLEDGE_KINDS)
  kind?: KnowledgeKind;

  @IsOptional()
  @IsIn(KNOWLEDGE_STATES)
  state?: KnowledgeState;

  @IsOptional()
  @IsUUID()
  sourceId?: string;

  /** Part of a title, file name or address. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;
}

export class CreateArticleDto implements CreateArticleRequest {
  @IsUUID()
  clientId: string;

  @IsString()
  @MaxLength(TITLE_MAX)
  title: string;

  @IsString()
  @MaxLength(MARKDOWN_MAX)
  markdown: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(KNOWLEDGE_QUESTIONS_MAX)
  @IsString({ each: true })
  @MaxLength(QUESTION_MAX, { each: true })
  questions?: string[];

  @IsOptional()
  @IsIn(KNOWLEDGE_AUDIENCES)
  audience?: KnowledgeAudience;

  @IsOptional()
  @IsString()
  @MaxLength(LANGUAGE_MAX)
  language?: string | null;

  @IsOptional()
  @IsBoolean()
  publish?: boolean;

  @IsOptional()
  @IsUUID()
  gapId?: string;
}

export class SaveArticleDto implements SaveArticleRequest {
  @IsInt()
  @Min(1)
  version: number;

  @IsOptional()
  @IsString()
  @MaxLength(TITLE_MAX)
  title?: string;

  @IsOptional()
  @IsString()
  @MaxLength(MARKDOWN_MAX)
  markdown?: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(KNOWLEDGE_QUESTIONS_MAX)
  @IsString({ each: true })
  @MaxLength(QUESTION_MAX, { each: true })
  questions?: string[];
}

export class PublishArticleDto implements PublishArticleRequest {
  @IsInt()
  @Min(1)
  version: number;
}

export class UpdateKnowledgeDocumentDto implements UpdateKnowledgeDocumentRequest {
  @IsOptional()
  @IsIn(KNOWLEDGE_AUDIENCES)
  audience?: KnowledgeAudience;

  @IsOptional()
  @IsBoolean()
  autoSend?: boolean;

  /** Null: as found in the text. */
  @IsOptional()
  @IsString()
  @MaxLength(LANGUAGE_MAX)
  language?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(TITLE_MAX)
  title?: string;
}

export class AddQuestionDto implements AddQuestionRequest {
  @IsString()
  @MaxLength(QUESTION_MAX)
  question: string;

  @IsOptional()
  @IsUUID()
  gapId?: string;
}

/** The fields beside the file of POST /knowledge/files. */
export class KnowledgeFileFieldsDto {
  @IsUUID()
  clientId: string;

  @IsOptional()
  @IsIn(KNOWLEDGE_AUDIENCES)
  audience?: KnowledgeAudience;

  @IsOptional()
  @IsString()
  @MaxLength(LANGUAGE_MAX)
  language?: string;
}

export class AddWebsiteDto implements AddWebsiteRequest {
  @IsUUID()
  clientId: string;

  @IsString()
  @Length(1, URL_MAX)
  url: string;

  @IsIn(WEBSITE_MODES)
  mode: WebsiteMode;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(DEPTH_MAX)
  depth?: number;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(PAGES_MAX)
  maxPages?: number;

  /** Null: only when asked. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(EVERY_DAYS_MAX)
  everyDays?: number | null;

  @IsOptional()
  @IsIn(KNOWLEDGE_AUDIENCES)
  audience?: KnowledgeAudience;
}

export class UpdateWebsiteDto implements UpdateWebsiteRequest {
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(EVERY_DAYS_MAX)
  everyDays?: number | null;

  @IsOptional()
  @IsIn(KNOWLEDGE_AUDIENCES)
  audience?: KnowledgeAudience;

  @IsOptional()
  @IsBoolean()
  autoSend?: boolean;
}

export class ImportPagesDto implements ImportPagesRequest {
  @IsArray()
  @ArrayMaxSize(FOUND_MAX)
  @IsString({ each: true })
  @MaxLength(URL_MAX, { each: true })
  urls: string[];
}

class FaqItemDto {
  @IsString()
  @MaxLength(10_000)
  question: string;

  @IsString()
  @MaxLength(MARKDOWN_MAX)
  answer: string;
}

export class ImportFaqDto implements ImportFaqRequest {
  @IsUUID()
  clientId: string;

  @IsString()
  @MaxLength(TITLE_MAX)
  name: string;

  @ValidateIf(({ csv }: ImportFaqDto) => csv !== undefined)
  @IsString()
  @MaxLength(MARKDOWN_MAX)
  csv?: string;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(FAQ_ROWS_MAX)
  @ValidateNested({ each: true })
  @Type(() => FaqItemDto)
  items?: FaqItemDto[];

  @IsOptional()
  @IsIn(KNOWLEDGE_AUDIENCES)
  audience?: KnowledgeAudience;

  @IsOptional()
  @IsString()
  @MaxLength(LANGUAGE_MAX)
  language?: string | null;
}

export class KnowledgeSearchDto implements KnowledgeSearchRequest {
  @IsString()
  @Length(1, 4000)
  question: string;

  @IsOptional()
  @IsIn(KNOWLEDGE_AUDIENCES)
  audience?: KnowledgeAudience;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(20)
  limit?: number;
}
