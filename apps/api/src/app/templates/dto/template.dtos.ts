import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsObject, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { TEMPLATE_CATEGORIES, type CreateTemplateRequest, type CreateTemplateSampleRequest, type EditTemplateRequest, type SyncTemplatesRequest, type TemplateCategory, type UpdateTemplateSettingsRequest } from '@mailtrixy/shared/dto';

const PARAMETER_FORMATS = ['POSITIONAL', 'NAMED'] as const;
/** Meta knows six kinds of component, one each. */
const COMPONENTS_MAX = 10;

export class TemplatesQuery {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  channelId: string;
}

export class DeleteTemplateQuery {
  @ApiPropertyOptional({ description: 'Every language of the name.' })
  @IsOptional()
  @Transform(({ value }) => (value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value))
  @IsBoolean()
  allLanguages?: boolean;
}

export class SyncTemplatesDto implements SyncTemplatesRequest {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  channelId: string;
}

export class UpdateTemplateSettingsDto implements UpdateTemplateSettingsRequest {
  @ApiPropertyOptional({ description: 'For the caller only.' })
  @IsOptional()
  @IsBoolean()
  favourite?: boolean;

  // The slots decide what is possible: the domain names the one that is wrong.
  @ApiPropertyOptional({ description: 'By slot key; null removes. For owners, admins and leads.' })
  @IsOptional()
  @IsObject()
  defaults?: UpdateTemplateSettingsRequest['defaults'];
}

export class CreateTemplateDto implements CreateTemplateRequest {
  @ApiProperty({ format: 'uuid', description: 'Made by the client; the same id gives the same template back.' })
  @IsUUID()
  clientId: string;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  channelId: string;

  @ApiProperty()
  @IsString()
  @MaxLength(1000)
  name: string;

  @ApiProperty({ example: 'en_US' })
  @IsString()
  @MaxLength(32)
  language: string;

  @ApiProperty({ enum: TEMPLATE_CATEGORIES })
  @IsIn(TEMPLATE_CATEGORIES)
  category: TemplateCategory;

  @ApiProperty({ enum: PARAMETER_FORMATS })
  @IsIn(PARAMETER_FORMATS)
  parameterFormat: 'POSITIONAL' | 'NAMED';

  @ApiProperty({ type: Object, isArray: true, description: 'As Meta takes them; checked by Meta’s rules before they are submitted.' })
  @IsArray()
  @ArrayMaxSize(COMPONENTS_MAX)
  components: unknown[];
}

export class EditTemplateDto implements EditTemplateRequest {
  @ApiPropertyOptional({ enum: TEMPLATE_CATEGORIES })
  @IsOptional()
  @IsIn(TEMPLATE_CATEGORIES)
  category?: TemplateCategory;

  @ApiProperty({ type: Object, isArray: true, description: 'All of them: what is left out is gone.' })
  @IsArray()
  @ArrayMaxSize(COMPONENTS_MAX)
  components: unknown[];
}

export class CreateTemplateSampleDto implements CreateTemplateSampleRequest {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  channelId: string;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  attachmentId: string;
}
