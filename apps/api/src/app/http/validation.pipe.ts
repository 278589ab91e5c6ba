import { ValidationPipe } from '@nestjs/common';
import type { FieldError } from '@mailtrixy/shared/dto';
import type { ValidationError } from 'class-validator';
import { ProblemError } from './problem-error';

/** Checks every body and query against its DTO class; a field that the class does not have is refused, not dropped. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    // A value tells a missing field from a wrong one; it does not leave this file.
    validationError: { target: false, value: true },
    exceptionFactory: (errors) => new ProblemError('VALIDATION_FAILED', 400, 'Some fields are not valid.', fieldErrors(errors)),
  });
}

/** @returns one entry per invalid field, with a dotted path */
export function fieldErrors(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const field = parent ? `${parent}.${error.property}` : error.property;
    const own = Object.entries(error.constraints ?? {}).map(([rule, text]) => ({ field, message: rule === 'whitelistValidation' ? 'is not a known field' : ownWords(text, error) }));
    return [...own, ...fieldErrors(error.children ?? [], field)];
  });
}

/** class-validator begins with the property's name, which the form shows already; and says of a missing field only what it must be. */
function ownWords(text: string, { property, value }: ValidationError): string {
  if (!text.startsWith(`${property} `)) return text;
  const words = text.slice(property.length + 1);
  return value === undefined && words.startsWith('must ') ? `is missing; it ${words}` : words;
}
