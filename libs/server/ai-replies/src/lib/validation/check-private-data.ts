import { PLACEHOLDER, secretMask } from '../masking/mask-secrets';
import type { CheckResult } from '../pipeline/answer-rules';
import { addressesIn, emailForm, phoneForm, samePhone } from './addresses';
import { failed, passed, quoted } from './check-result';
import type { CheckedAnswer } from './checked-answer';

/** No secret at all, and no address of anybody but the customer and whoever the cited sources name. */
export function checkPrivateData({ input, text, source }: CheckedAnswer): CheckResult {
  if (PLACEHOLDER.test(text)) return failed('private_data', 'It speaks of a secret that was hidden from the model.');
  const mask = secretMask();
  mask.mask(text);
  const [kind] = mask.found;
  if (kind) return failed('private_data', `It holds a ${kind}.`);
  const known = addressesIn(source);
  const own = input.ownAddresses;
  const { emails, phones } = addressesIn(text);
  const email = emails.find((address) => !known.emails.includes(address) && !own.some((mine) => emailForm(mine) === address));
  if (email) return failed('private_data', `The e-mail address ${quoted(email)} is in none of the cited sources.`);
  const sourceDigits = phoneForm(source.replace(/[^\d+()\s.\-/]/gu, '|').split('|').join('x'));
  const phone = phones.find((number) => !known.phones.some((one) => samePhone(one, number)) && !own.some((mine) => samePhone(phoneForm(mine), number)) && !sourceDigits.includes(number));
  if (phone) return failed('private_data', `The number ${quoted(phone)} is in none of the cited sources.`);
  return passed('private_data', 'It names nobody’s data but the customer’s own and the sources’.');
}
