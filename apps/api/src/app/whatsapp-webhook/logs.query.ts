import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { LOG_LIMIT_MAX } from '@mailtrixy/server/whatsapp-cloud';
import { LOG_FILTERS, type LogFilter } from '@mailtrixy/shared/dto';

export class ListLogsQuery {
  @ApiPropertyOptional({ enum: LOG_FILTERS })
  @IsOptional()
  @IsIn(LOG_FILTERS)
  filter: LogFilter = 'all';

  @ApiPropertyOptional({ description: 'A wamid, or the digits of a customer’s number' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  q?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: LOG_LIMIT_MAX })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(LOG_LIMIT_MAX)
  limit = 50;
}
