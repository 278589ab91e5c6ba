import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate, IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { LOG_LIMIT_MAX } from '@mailtrixy/server/whatsapp-cloud';
import { LOG_DIRECTIONS, LOG_FILTERS, LOG_TYPES, type LogDirection, type LogFilter, type LogType } from '@mailtrixy/shared/dto';

/** What a list and its bars have in common. */
export class LogHistogramQuery {
  @ApiPropertyOptional({ enum: LOG_TYPES })
  @IsOptional()
  @IsIn(LOG_TYPES)
  type?: LogType;

  @ApiPropertyOptional({ enum: LOG_DIRECTIONS })
  @IsOptional()
  @IsIn(LOG_DIRECTIONS)
  direction?: LogDirection;

  @ApiPropertyOptional({ description: 'Inclusive' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  from?: Date;

  @ApiPropertyOptional({ description: 'Exclusive' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  to?: Date;
}

export class ListLogsQuery extends LogHistogramQuery {
  @ApiPropertyOptional({ enum: LOG_FILTERS })
  @IsOptional()
  @IsIn(LOG_FILTERS)
  filter: LogFilter = 'all';

  @ApiPropertyOptional({ description: 'A wamid, the digits of a customer’s number, or a text of the newest 2,000 deliveries and sends' })
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
