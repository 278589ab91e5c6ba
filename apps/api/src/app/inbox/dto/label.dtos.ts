import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsDateString, IsIn, IsInt, IsOptional, IsString, IsUUID, MaxLength, Min, ValidateIf } from 'class-validator';
import { CANNED_SCOPES, LABEL_COLOURS, type CannedScope, type FillCannedReplyRequest, type LabelColour, type MergeLabelRequest, type SaveCannedReplyRequest, type SaveLabelRequest, type SetLabelsRequest, type SnoozeRequest } from '@mailtrixy/shared/dto';

export class SaveLabelDto implements SaveLabelRequest {
  @ApiPropertyOptional({ format: 'uuid', description: 'Of a new one: the same id gives the same label back.' })
  @IsOptional()
  @IsUUID()
  clientId?: string;

  @ApiPropertyOptional({ description: 'Of a change: the version that was looked at.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  version?: number;

  @ApiProperty()
  @IsString()
  @MaxLength(200)
  name: string;

  @ApiProperty({ enum: LABEL_COLOURS })
  @IsIn(LABEL_COLOURS)
  colour: LabelColour;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(255)
  description?: string;
}

export class MergeLabelDto implements MergeLabelRequest {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  intoId: string;
}

export class SetLabelsDto implements SetLabelsRequest {
  @ApiProperty({ type: [String] })
  @IsArray()
  @ArrayMaxSize(50)
  @IsUUID(undefined, { each: true })
  add: string[];

  @ApiProperty({ type: [String] })
  @IsArray()
  @ArrayMaxSize(50)
  @IsUUID(undefined, { each: true })
  remove: string[];
}

export class SnoozeDto implements SnoozeRequest {
  @ApiProperty({ format: 'date-time', nullable: true, type: String, description: 'null wakes it.' })
  @ValidateIf(({ until }: SnoozeDto) => until !== null)
  @IsDateString({ strict: true })
  until: string | null;
}

export class SaveCannedReplyDto implements SaveCannedReplyRequest {
  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  clientId?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsInt()
  @Min(1)
  version?: number;

  @ApiProperty()
  @IsString()
  @MaxLength(400)
  name: string;

  @ApiProperty({ description: 'Without the slash.' })
  @IsString()
  @MaxLength(100)
  shortcut: string;

  @ApiProperty()
  @IsString()
  @MaxLength(20_000)
  body: string;

  @ApiProperty({ enum: CANNED_SCOPES })
  @IsIn(CANNED_SCOPES)
  scope: CannedScope;
}

export class FillCannedReplyDto implements FillCannedReplyRequest {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  conversationId: string;
}
