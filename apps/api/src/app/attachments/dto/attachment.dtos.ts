import { ATTACHMENT_KINDS, type AttachmentKind } from '@mailtrixy/shared/dto';
import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';

/** The fields beside the file of POST /attachments. */
export class UploadFieldsDto {
  @IsUUID()
  clientId!: string;

  @IsIn(ATTACHMENT_KINDS)
  kind!: AttachmentKind;

  @IsOptional()
  @IsUUID()
  conversationId?: string;

  /** The file is for a template's header, not for a conversation that exists. */
  @IsOptional()
  @IsIn(['true', 'false'])
  templateHeader?: string;
}

export class ChangeKindDto {
  @IsIn(ATTACHMENT_KINDS)
  kind!: AttachmentKind;
}

/** What a signed address carries. Wrong ones are answered as unknown files, so they are only bounded here. */
export class SignedAddressQuery {
  @IsOptional()
  @IsString()
  @MaxLength(200)
  until?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  key?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  sig?: string;
}
