import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { NOTE_MAX, type AssignConversationRequest, type DraftBody, type MarkReadRequest, type RetryMessageRequest, type SendMessageRequest, type SetConversationStatusRequest } from '@mailtrixy/shared/dto';

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

  @ApiProperty({ enum: ['text'] })
  @IsIn(['text'])
  type: 'text';

  @ApiProperty()
  @IsString()
  @MaxLength(TEXT_UNITS_MAX)
  body: string;

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  replyToMessageId?: string;
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
