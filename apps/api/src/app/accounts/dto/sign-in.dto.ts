import type { SignInRequest } from '@mailtrixy/shared/dto';
import { IsString, Length } from 'class-validator';
import { PasswordField } from './field-rules';

export class SignInDto implements SignInRequest {
  /** Any text: what is not an address is answered like an unknown one. */
  @IsString()
  @Length(1, 254)
  email: string;

  @PasswordField()
  password: string;
}
