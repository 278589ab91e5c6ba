import type { SetupRequest } from '@mailtrixy/shared/dto';
import { IsTimeZone } from 'class-validator';
import { EmailField, NameField, PasswordField, TokenField } from './field-rules';

export class SetupDto implements SetupRequest {
  @TokenField()
  code: string;

  @NameField()
  name: string;

  @EmailField()
  email: string;

  @PasswordField()
  password: string;

  @NameField()
  workspaceName: string;

  @IsTimeZone({ message: 'must be a time zone such as Europe/Berlin' })
  timeZone: string;
}
