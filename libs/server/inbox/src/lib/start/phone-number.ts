import { DomainError } from '@mailtrixy/server/platform/errors';
import { parsePhoneNumberFromString } from 'libphonenumber-js';

/**
 * Digits of a number that somebody typed, with its country and without "+".
 * Whether anybody has it is WhatsApp's to say; only what can be no number at all is refused.
 * @throws DomainError CONTACT_ADDRESS_INVALID
 */
export function typedPhone(text: string): string {
  const given = text.normalize('NFKC').trim();
  const international = given.startsWith('00') ? `+${given.slice(2)}` : given;
  if (!international.startsWith('+')) throw invalid('Write the number with its country, e.g. +44 7700 900123. MailTrixy does not guess the country.');
  const number = parsePhoneNumberFromString(international, { extract: false });
  if (!number) throw invalid('This is no phone number. Write it with its country, e.g. +44 7700 900123.');
  if (number.ext) throw invalid('WhatsApp knows no extensions. Write the number without one.');
  if (!number.isPossible()) throw invalid(`+${number.countryCallingCode} ${number.nationalNumber} is too short or too long for its country.`);
  return number.number.slice(1);
}

/** The same, for a search: null when it is none. */
export function phoneOrNull(text: string): string | null {
  try {
    return typedPhone(text);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

function invalid(message: string): DomainError {
  return new DomainError('CONTACT_ADDRESS_INVALID', message, { errors: [{ field: 'phone', message }] });
}
