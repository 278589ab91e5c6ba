import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, Length, MaxLength, Min, ValidateIf } from 'class-validator';
import { AI_STYLES, COPILOT_ACTIONS, type AiRunRow, type AiStyle, type AskDraftRequest, type CopilotAction, type CopilotRequest, type DraftFeedbackRequest, type SendDraftRequest } from '@mailtrixy/shared/dto';
import { PageQuery } from '../../http/page.query';

const BODY_MAX = 20_000;
const INSTRUCTION_MAX = 1000;
const ORIGINS = ['message', 'asked', 'playground', 'replay', 'exam'] as const;
const REWRITES = ['shorter', 'friendlier', 'more_formal', 'fix_spelling'] as const;

export class AskDraftDto implements AskDraftRequest {
  @ApiPropertyOptional({ enum: AI_STYLES })
  @IsOptional()
  @IsIn(AI_STYLES)
  style?: AiStyle;

  @ApiPropertyOptional({ description: 'With the style "instruction".' })
  @IsOptional()
  @IsString()
  @MaxLength(INSTRUCTION_MAX)
  instruction?: string;
}

export class SendDraftDto implements SendDraftRequest {
  @ApiProperty({ format: 'uuid', description: 'Made by the client; a second click with the same id sends nothing more.' })
  @IsUUID()
  clientId: string;

  @ApiProperty()
  @IsInt()
  @Min(1)
  version: number;

  @ApiPropertyOptional({ description: 'Absent: as it stands.' })
  @IsOptional()
  @IsString()
  @Length(1, BODY_MAX)
  body?: string;
}

export class DraftFeedbackDto implements DraftFeedbackRequest {
  @ApiProperty({ nullable: true, type: Boolean })
  @ValidateIf(({ helpful }: DraftFeedbackDto) => helpful !== null)
  @IsBoolean()
  helpful: boolean | null;
}

export class CopilotDto implements CopilotRequest {
  @ApiProperty({ enum: COPILOT_ACTIONS })
  @IsIn(COPILOT_ACTIONS)
  action: CopilotAction;

  @ApiPropertyOptional({ description: 'Of rewrite and translate: what to change.' })
  @IsOptional()
  @IsString()
  @MaxLength(BODY_MAX)
  text?: string;

  @ApiPropertyOptional({ enum: REWRITES })
  @IsOptional()
  @IsIn(REWRITES)
  style?: 'shorter' | 'friendlier' | 'more_formal' | 'fix_spelling';

  @ApiPropertyOptional({ description: 'Of translate: the language to translate to.' })
  @IsOptional()
  @IsString()
  @Length(2, 35)
  language?: string;
}

export class AiRunsQuery extends PageQuery {
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  conversationId?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  channelId?: string;

  @ApiPropertyOptional({ enum: ORIGINS })
  @IsOptional()
  @IsIn(ORIGINS)
  origin?: AiRunRow['origin'];

  @ApiPropertyOptional({ description: 'Only runs that came to this.' })
  @IsOptional()
  @IsString()
  @Length(1, 32)
  code?: string;
}
