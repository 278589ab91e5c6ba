import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Max, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import type { CreateExamCaseRequest, PlaygroundRequest, SaveExamCaseRequest, StartReplayRequest, UpdateExamCaseRequest } from '@mailtrixy/shared/dto';

const QUESTION_MAX = 4000;
const TURNS_MAX = 20;

export class TurnDto {
  @ApiProperty({ enum: ['customer', 'us'] })
  @IsIn(['customer', 'us'])
  from: 'customer' | 'us';

  @ApiProperty()
  @IsString()
  @MaxLength(QUESTION_MAX)
  text: string;
}

export class PlaygroundDto implements PlaygroundRequest {
  @ApiProperty()
  @IsString()
  @Length(1, QUESTION_MAX)
  question: string;

  @ApiPropertyOptional({ type: TurnDto, isArray: true, description: 'Earlier turns, oldest first.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(TURNS_MAX)
  @ValidateNested({ each: true })
  @Type(() => TurnDto)
  history?: TurnDto[];

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  channelId: string;

  @ApiPropertyOptional({ format: 'uuid', nullable: true, type: String })
  @IsOptional()
  @ValidateIf(({ contactId }: PlaygroundDto) => contactId !== null)
  @IsUUID()
  contactId?: string | null;
}

export class StartReplayDto implements StartReplayRequest {
  @ApiProperty({ format: 'uuid', description: 'Made by the client; a second click with the same id starts nothing more.' })
  @IsUUID()
  clientId: string;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  channelId: string;

  @ApiProperty({ description: 'The newest ones.' })
  @IsInt()
  @Min(1)
  @Max(200)
  conversations: number;
}

/** What an answer to a case must hold. */
class ExamCaseContentDto {
  @ApiPropertyOptional({ type: String, isArray: true, description: 'One of them must be cited; none: any will do.' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsUUID(undefined, { each: true })
  documentIds?: string[];

  @ApiPropertyOptional({ type: String, isArray: true })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  mustSay?: string[];
}

export class CreateExamCaseDto extends ExamCaseContentDto implements CreateExamCaseRequest {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  clientId: string;

  @ApiProperty()
  @IsString()
  @Length(1, QUESTION_MAX)
  question: string;

  @ApiPropertyOptional({ type: TurnDto, isArray: true })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(TURNS_MAX)
  @ValidateNested({ each: true })
  @Type(() => TurnDto)
  history?: TurnDto[];

  @ApiProperty({ enum: ['answer', 'refuse'] })
  @IsIn(['answer', 'refuse'])
  expect: 'answer' | 'refuse';

  @ApiPropertyOptional({ format: 'uuid', nullable: true, type: String })
  @IsOptional()
  @ValidateIf(({ conversationId }: CreateExamCaseDto) => conversationId !== null)
  @IsUUID()
  conversationId?: string | null;
}

export class UpdateExamCaseDto extends ExamCaseContentDto implements UpdateExamCaseRequest {
  @ApiPropertyOptional({ enum: ['answer', 'refuse'] })
  @IsOptional()
  @IsIn(['answer', 'refuse'])
  expect?: 'answer' | 'refuse';
}

export class SaveExamCaseDto implements SaveExamCaseRequest {
  @ApiPropertyOptional({ format: 'uuid', description: 'Of a message, asked for, or replayed; or else a message.' })
  @IsOptional()
  @IsUUID()
  runId?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'A customer’s; or else a run.' })
  @IsOptional()
  @IsUUID()
  messageId?: string;
}

export class ThresholdPreviewQuery {
  @ApiPropertyOptional({ description: 'Absent: as it is saved.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100)
  draftAt?: number;

  @ApiPropertyOptional({ description: 'Absent: as it is saved.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(100)
  sendAt?: number;
}
