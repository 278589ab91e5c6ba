import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsArray, IsBoolean, IsIn, IsInt, IsObject, IsOptional, IsString, IsUUID, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { NOTE_MAX, SENDABLE_TYPES, type AssignConversationRequest, type ContactCard, type DraftBody, type MarkReadRequest, type OutboundInteractive, type OutboundLocation, type RetryMessageRequest, type SendableType, type SendMessageRequest, type SetConversationStatusRequest, type TemplateChoice } from '@mailtrixy/shared/dto';

/** UTF-16 units; the domain counts characters and knows the channel's own limit. */
const TEXT_UNITS_MAX = 4 * NOTE_MAX;
/** The column holds 64 KiB of UTF-8. */
const DRAFT_UNITS_MAX = 16_000;

export class SendMessageDto implements SendMessageRequest {
  @ApiProperty({ format: 'uuid', description: 'Made by the client; the same id with the same body gives the same message back.' })
  @IsUUID()
  clientId: string;

  @ApiProperty({ enum: ['reply', 'note'] })
  @IsIn(['reply', 'note'])
  kind: 'reply' | 'note';

  @ApiProperty({ enum: SENDABLE_TYPES })
  @IsIn(SENDABLE_TYPES)
  type: SendableType;

  @ApiProperty()
  @IsString()
  @MaxLength(TEXT_UNITS_MAX)
  body: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  replyToMessageId?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  previewUrl?: boolean;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  attachmentId?: string;

  // The shapes of these four are the domain's to check: its words name the limit that WhatsApp sets.
  @ApiPropertyOptional()
  @IsOptional()
  @IsObject()
  location?: OutboundLocation;

  @ApiPropertyOptional()
  @IsOptional()
  @IsArray()
  contacts?: ContactCard[];

  @ApiPropertyOptional()
  @IsOptional()
  @IsObject()
  interactive?: OutboundInteractive;

  @ApiPropertyOptional()
  @IsOptional()
  @IsObject()
  template?: TemplateChoice;
}

export class RetryMessageDto implements RetryMessageRequest {
  @ApiProperty({ format: 'uuid', description: 'One per intention: a double click is one retry.' })
  @IsUUID()
  clientId: string;
}

export class MarkReadDto implements MarkReadRequest {
  @ApiProperty()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  upToSeq: number;
}

export class SetConversationStatusDto implements SetConversationStatusRequest {
  @ApiProperty({ enum: ['open', 'resolved'] })
  @IsIn(['open', 'resolved'])
  status: 'open' | 'resolved';
}

export class AssignConversationDto implements AssignConversationRequest {
  @ApiProperty({ format: 'uuid', nullable: true, type: String })
  @ValidateIf(({ assigneeId }: AssignConversationDto) => assigneeId !== null)
  @IsUUID()
  assigneeId: string | null;
}

export class DraftDto implements DraftBody {
  @ApiProperty({ enum: ['reply', 'note'] })
  @IsIn(['reply', 'note'])
  kind: 'reply' | 'note';

  @ApiProperty()
  @IsString()
  @MaxLength(DRAFT_UNITS_MAX)
  body: string;
}
