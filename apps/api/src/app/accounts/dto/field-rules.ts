import { applyDecorators } from '@nestjs/common';
import { IsEmail, IsString, Length, Matches, MaxLength, ValidateIf } from 'class-validator';

/** Far above PASSWORD_MAX: its rule answers in better words, this one only bounds the work. */
const TYPED_MAX = 1024;

/** May be left out; unlike IsOptional it does not let null through. */
export function Optional(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** One line of text that people read: 1 to 120 characters, something visible, no control characters. */
export function NameField(): PropertyDecorator {
  return applyDecorators(IsString(), Length(1, 120), Matches(/\S/, { message: 'must not be empty' }), Matches(/^[^\p{Cc}]*$/u, { message: 'must be one line of text' }));
}

export function EmailField(): PropertyDecorator {
  return applyDecorators(IsEmail({}, { message: 'must be an e-mail address' }), MaxLength(254));
}

/** A password as typed. Whether it is good enough is the domain's rule. */
export function PasswordField(): PropertyDecorator {
  return applyDecorators(IsString(), Length(1, TYPED_MAX));
}

/** The token of a one-time link. */
export function TokenField(): PropertyDecorator {
  return applyDecorators(IsString(), Length(1, 128));
}
