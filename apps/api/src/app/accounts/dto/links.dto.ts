import type { AcceptInvitationRequest, ApplyPasswordResetRequest, LinkTokenRequest } from '@mailtrixy/shared/dto';
import { EmailField, NameField, PasswordField, TokenField } from './field-rules';

export class LinkTokenDto implements LinkTokenRequest {
  @TokenField()
  token: string;
}

export class AcceptInvitationDto implements AcceptInvitationRequest {
  @TokenField()
  token: string;

  @NameField()
  name: string;

  @EmailField()
  email: string;

  @PasswordField()
  password: string;
}

export class ApplyPasswordResetDto implements ApplyPasswordResetRequest {
  @TokenField()
  token: string;

  @PasswordField()
  password: string;
}
