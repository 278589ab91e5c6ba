import { ApiProperty } from '@nestjs/swagger';
import { IsString, IsUUID, MaxLength, ValidateIf } from 'class-validator';
import type { MergeContactsRequest, UpdateContactRequest } from '@mailtrixy/shared/dto';

export class UpdateContactDto implements UpdateContactRequest {
  @ApiProperty({ type: String, nullable: true, maxLength: 255 })
  @ValidateIf((_, value) => value !== null)
  @IsString()
  @MaxLength(255)
  savedName!: string | null;
}

export class MergeContactsDto implements MergeContactsRequest {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  otherId!: string;
}
