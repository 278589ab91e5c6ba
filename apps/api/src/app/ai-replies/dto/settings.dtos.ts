import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, Length, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { AI_INSTRUCTIONS_MAX, AI_LENGTHS, AI_MODES, AI_SCHEDULES, AI_TONES, AI_TOPICS, type AiLength, type AiMode, type AiSchedule, type AiTone, type AiTopic, type PauseAiRequest, type UpdateAiChannelRequest, type UpdateAiSettingsRequest } from '@mailtrixy/shared/dto';

const WORDS_MAX = 200;
const TEXT_MAX = 500;

/** At most 200 texts of 1 to `longest` characters each. */
function IsWordList(longest: number): PropertyDecorator {
  return applyDecorators(IsArray(), ArrayMaxSize(WORDS_MAX), IsString({ each: true }), Length(1, longest, { each: true }));
}

export class PauseAiDto implements PauseAiRequest {
  @ApiProperty({ description: 'true: nothing is drafted or sent any more, nor what is on its way.' })
  @IsBoolean()
  paused: boolean;
}

export class UpdateAiSettingsDto implements UpdateAiSettingsRequest {
  @ApiProperty()
  @IsInt()
  @Min(1)
  version: number;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  paused?: boolean;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @Length(1, 60)
  assistantName?: string;

  @ApiPropertyOptional({ enum: AI_TONES })
  @IsOptional()
  @IsIn(AI_TONES)
  tone?: AiTone;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  formalAddress?: boolean;

  @ApiPropertyOptional({ enum: AI_LENGTHS })
  @IsOptional()
  @IsIn(AI_LENGTHS)
  length?: AiLength;

  @ApiPropertyOptional({ maxLength: AI_INSTRUCTIONS_MAX, description: 'The AI may ignore these.' })
  @IsOptional()
  @IsString()
  @MaxLength(AI_INSTRUCTIONS_MAX)
  instructions?: string;

  @ApiPropertyOptional({ description: '"customer", or a list of languages.' })
  @IsOptional()
  @ValidateIf(({ replyLanguages }: UpdateAiSettingsDto) => replyLanguages !== 'customer')
  @IsArray()
  @ArrayMaxSize(30)
  @ArrayUnique()
  @IsString({ each: true })
  replyLanguages?: 'customer' | string[];

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  disclosure?: boolean;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(TEXT_MAX)
  disclosureText?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(TEXT_MAX)
  signature?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(TEXT_MAX)
  handOffText?: string;

  @ApiPropertyOptional({ description: 'Outside business hours; {{open}} becomes when you are back.' })
  @IsOptional()
  @IsString()
  @MaxLength(TEXT_MAX)
  handOffTextClosed?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsWordList(100)
  handOffWords?: string[];

  @ApiPropertyOptional()
  @IsOptional()
  @IsWordList(100)
  neverPromise?: string[];

  @ApiPropertyOptional()
  @IsOptional()
  @IsWordList(253)
  linkHosts?: string[];

  @ApiPropertyOptional({ description: 'Keeps the prompts of runs for 30 days.' })
  @IsOptional()
  @IsBoolean()
  keepTraces?: boolean;

  @ApiPropertyOptional({ nullable: true, type: Number })
  @IsOptional()
  @ValidateIf(({ examLockBelow }: UpdateAiSettingsDto) => examLockBelow !== null)
  @IsInt()
  @Min(1)
  @Max(100)
  examLockBelow?: number | null;
}

export class UpdateAiChannelDto implements UpdateAiChannelRequest {
  @ApiProperty()
  @IsInt()
  @Min(1)
  version: number;

  @ApiPropertyOptional({ enum: AI_MODES })
  @IsOptional()
  @IsIn(AI_MODES)
  mode?: AiMode;

  @ApiPropertyOptional({ enum: AI_SCHEDULES })
  @IsOptional()
  @IsIn(AI_SCHEDULES)
  schedule?: AiSchedule;

  @ApiPropertyOptional({ description: 'Below this confidence nothing is drafted.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  draftAt?: number;

  @ApiPropertyOptional({ description: 'Below this confidence a draft waits for a person.' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  sendAt?: number;

  @ApiPropertyOptional()
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(600)
  delayS?: number;

  @ApiPropertyOptional()
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(600)
  debounceS?: number;

  @ApiPropertyOptional()
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100)
  maxPerConversation?: number;

  @ApiPropertyOptional()
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1000)
  maxPerContactPerDay?: number;

  @ApiPropertyOptional()
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(100_000)
  maxPerDay?: number;

  @ApiPropertyOptional({ enum: ['until_resolved', 'day'] })
  @IsOptional()
  @IsIn(['until_resolved', 'day'])
  pauseAfterHuman?: 'until_resolved' | 'day';

  @ApiPropertyOptional({ enum: AI_TOPICS, isArray: true })
  @IsOptional()
  @IsArray()
  @ArrayUnique()
  @IsIn(AI_TOPICS, { each: true })
  neverTopics?: AiTopic[];
}
