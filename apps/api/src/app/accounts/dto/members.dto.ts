import { ROLES, type InviteRequest, type Role, type UpdateMemberRequest } from '@mailtrixy/shared/dto';
import { IsBoolean, IsIn, IsUUID } from 'class-validator';
import { EmailField, Optional } from './field-rules';

export class UpdateMemberDto implements UpdateMemberRequest {
  @Optional()
  @IsIn(ROLES)
  role?: Role;

  @Optional()
  @IsBoolean()
  active?: boolean;
}

export class InviteDto implements InviteRequest {
  @IsUUID()
  clientId: string;

  @Optional()
  @EmailField()
  email?: string;

  @IsIn(ROLES)
  role: Role;
}
