import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsObject, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import type { StartConversationRequest, TemplateChoice } from '@mailtrixy/shared/dto';

export class StartConversationDto implements StartConversationRequest {
  @ApiProperty({ format: 'uuid', description: 'Made by the client; the same id with the same body gives the same conversation back.' })
  @IsUUID()
  clientId: string;

  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  channelId: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Either this or phone.' })
  @IsOptional()
  @IsUUID()
  contactId?: string;

  @ApiPropertyOptional({ example: '+447700900123', description: 'With its country.' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  phone?: string;

  @ApiPropertyOptional({ description: 'For a contact that is new.' })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  name?: string;

  // The domain knows the template's fields and names the one that is wrong.
  @ApiProperty()
  @IsObject()
  template: TemplateChoice;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  assignToMe?: boolean;

  @ApiPropertyOptional({ description: 'Also into a conversation that is open already.' })
  @IsOptional()
  @IsBoolean()
  intoOpen?: boolean;
}

export class RecipientsQuery {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  channelId: string;

  @ApiPropertyOptional({ description: 'Part of a name or number; a whole number with its country is offered even when nobody has it.' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  q?: string;
}
