import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUUID, Length, Max, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import { CHANNEL_KINDS, CHANNEL_MODES, READ_RECEIPT_POLICIES, type ChannelKind, type ChannelMode, type ChannelSettings, type CreateChannelRequest, type ReadReceiptPolicy, type ReplaceSecretRequest, type TestConnectionRequest, type UpdateChannelRequest } from '@mailtrixy/shared/dto';

const SECRET_MAX = 5000;

export class TestConnectionDto implements TestConnectionRequest {
  @ApiProperty({ enum: CHANNEL_MODES })
  @IsIn(CHANNEL_MODES)
  mode: ChannelMode;

  @ApiProperty({ description: 'Digits, from Meta → WhatsApp → API Setup. Not the phone number.' })
  @IsString()
  @MaxLength(64)
  phoneNumberId: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(64)
  wabaId?: string;

  @ApiProperty({ description: 'Permanent System User token recommended. Never answered back.' })
  @IsString()
  @MaxLength(SECRET_MAX)
  accessToken: string;

  @ApiProperty({ description: 'Meta → App settings → Basic → App secret. Never answered back.' })
  @IsString()
  @MaxLength(SECRET_MAX)
  appSecret: string;
}

export class CreateChannelDto extends TestConnectionDto implements CreateChannelRequest {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  clientId: string;

  @ApiProperty({ enum: CHANNEL_KINDS })
  @IsIn(CHANNEL_KINDS)
  kind: ChannelKind;

  @ApiProperty()
  @IsString()
  @Length(1, 120)
  name: string;

  @ApiPropertyOptional({ description: 'Any random string; made by the server when absent.' })
  @IsOptional()
  @IsString()
  @MaxLength(SECRET_MAX)
  verifyToken?: string;
}

export class ChannelSettingsDto implements Partial<ChannelSettings> {
  @ApiPropertyOptional({ enum: READ_RECEIPT_POLICIES })
  @IsOptional()
  @IsIn(READ_RECEIPT_POLICIES)
  readReceipts?: ReadReceiptPolicy;

  @ApiPropertyOptional({ nullable: true, type: Number })
  @IsOptional()
  @ValidateIf((_settings, value) => value !== null)
  @IsInt()
  @Min(0)
  @Max(3650)
  reopenWithinDays?: number | null;

  @ApiPropertyOptional()
  @IsOptional()
  @IsBoolean()
  typingSignal?: boolean;
}

export class UpdateChannelDto implements UpdateChannelRequest {
  @ApiProperty()
  @IsInt()
  @Min(1)
  version: number;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @Length(1, 120)
  name?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(64)
  phoneNumberId?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MaxLength(64)
  wabaId?: string;

  @ApiPropertyOptional({ type: ChannelSettingsDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => ChannelSettingsDto)
  settings?: ChannelSettingsDto;
}

export class ReplaceSecretDto implements ReplaceSecretRequest {
  @ApiProperty()
  @IsString()
  @MaxLength(SECRET_MAX)
  value: string;

  @ApiPropertyOptional({ default: true })
  @IsOptional()
  @IsBoolean()
  test?: boolean;

  @ApiPropertyOptional({ description: 'App Secret only: both verify until the old one is retired.' })
  @IsOptional()
  @IsBoolean()
  keepOld?: boolean;
}
