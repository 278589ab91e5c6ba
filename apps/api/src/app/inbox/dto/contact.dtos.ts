import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import type { MergeContactsRequest, UpdateContactRequest } from '@mailtrixy/shared/dto';

export class UpdateContactDto implements UpdateContactRequest {
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 255 })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  savedName?: string | null;

  // The domain checks names and values, and says which one is wrong.
  @ApiPropertyOptional({ type: Object, description: 'Name → text; null removes. What is not named stays.', example: { order_number: '1182' } })
  @IsOptional()
  @IsObject()
  attributes?: Record<string, string | null>;
}

export class MergeContactsDto implements MergeContactsRequest {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  otherId!: string;
}
