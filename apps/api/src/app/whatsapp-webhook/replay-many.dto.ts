import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsUUID } from 'class-validator';
import { REPLAY_MANY_MAX, type ReplayManyRequest } from '@mailtrixy/shared/dto';

export class ReplayManyDto implements ReplayManyRequest {
  @ApiProperty({ type: String, isArray: true, format: 'uuid', minItems: 1, maxItems: REPLAY_MANY_MAX, description: 'In the order in which they are to be processed' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(REPLAY_MANY_MAX)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  ids: string[];
}
