import { DomainError } from '@mailtrixy/server/platform/errors';
import { PASSWORD_MAX, PASSWORD_MIN } from '@mailtrixy/shared/dto';
import { COMMON_PASSWORDS, COMMON_WORDS } from './common-passwords';

const PASSWORDS = new Set(COMMON_PASSWORDS);
const WORDS = new Set(COMMON_WORDS);
const LOOKALIKES: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', '!': 'i' };

/**
 * Length and a list; no rules about kinds of characters, which only make passwords predictable.
 * @param about things of this person that make a bad password: e-mail address, name, workspace
 * @param field of the request, for the form
 * @throws DomainError PASSWORD_WEAK
 */
export function assertStrongPassword(password: string, about: readonly string[], field: string): void {
  const length = [...password].length;
  if (length < PASSWORD_MIN) throw weak(field, `has fewer than ${PASSWORD_MIN} characters`);
  if (length > PASSWORD_MAX) throw weak(field, `has more than ${PASSWORD_MAX} characters`);
  const plain = password.normalize('NFKC').toLowerCase().trim();
  if (PASSWORDS.has(plain) || isCommonWord(plain) || new Set(plain).size < 3) throw weak(field, 'is one of the first that an attacker tries');
  if (about.flatMap(namesIn).some((name) => name === plain || plain.replace(/[\d\W_]{0,5}$/, '') === name)) throw weak(field, 'is your own name or address');
}

function isCommonWord(plain: string): boolean {
  const stem = plain.replace(/[\d\W_]{1,5}$/u, '');
  const spelled = [...stem].map((char) => LOOKALIKES[char] ?? char).join('');
  return WORDS.has(plain) || WORDS.has(stem) || WORDS.has(spelled);
}

function namesIn(text: string): string[] {
  const plain = text.toLowerCase().trim();
  return [plain, plain.split('@')[0], plain.replace(/\s+/g, '')].filter((name) => name.length >= 4);
}

function weak(field: string, message: string): DomainError {
  return new DomainError('PASSWORD_WEAK', `The password ${message}. Take a longer one: a few unrelated words are good.`, { errors: [{ field, message }] });
}
