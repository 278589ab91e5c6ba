import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, Max, MaxLength, Min } from 'class-validator';
import { PAGE_MAX, THREAD_PAGE_MAX } from '@mailtrixy/server/inbox';
import { AI_STATES, CONVERSATION_VIEWS, type AiState, type ConversationView } from '@mailtrixy/shared/dto';

export class ListConversationsQuery {
  @ApiPropertyOptional({ enum: CONVERSATION_VIEWS })
  @IsOptional()
  @IsIn(CONVERSATION_VIEWS)
  view: ConversationView = 'all';

  @ApiPropertyOptional({ format: 'uuid' })
  @IsOptional()
  @IsUUID()
  channelId?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Only conversations with this label.' })
  @IsOptional()
  @IsUUID()
  label?: string;

  @ApiPropertyOptional({ enum: AI_STATES, description: 'Only conversations in which a draft waits, the AI answered by itself, or it handed over.' })
  @IsOptional()
  @IsIn(AI_STATES)
  ai?: AiState;

  @ApiPropertyOptional()
  @IsOptional()
  @Transform(({ value }) => (value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value))
  @IsBoolean()
  unread?: boolean;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(PAGE_MAX)
  limit?: number;
}

export class ThreadPageQuery {
  @ApiPropertyOptional({ description: 'Messages with a lower seq.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  before?: number;

  @ApiPropertyOptional({ description: 'Messages with a higher seq.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;

  @ApiPropertyOptional({ description: 'A page with this seq in its middle.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  around?: number;

  @ApiPropertyOptional()
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(THREAD_PAGE_MAX)
  limit?: number;
}

export class SyncQuery {
  @ApiProperty({ description: 'The cursor of the last page, frame or sync.' })
  @IsString()
  @MaxLength(20)
  after: string;
}
