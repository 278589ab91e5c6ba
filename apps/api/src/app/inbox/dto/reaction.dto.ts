import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, ValidateIf } from 'class-validator';
import type { SetReactionRequest } from '@mailtrixy/shared/dto';

export class SetReactionDto implements SetReactionRequest {
  @ApiProperty({ type: String, nullable: true, description: 'One emoji; null takes the reaction back.' })
  @ValidateIf(({ emoji }: SetReactionDto) => emoji !== null)
  @IsString()
  @MaxLength(64)
  emoji: string | null;
}
