/** ITU calling codes of one and two digits; all others have three. */
const short = new Set(
  '1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(' '),
);

/** Country by calling code, for the prefix of an invented BSUID; the common ones suffice. */
const countries: Record<string, string> = {
  '1': 'US', '31': 'NL', '33': 'FR', '34': 'ES', '39': 'IT', '44': 'GB', '49': 'DE', '52': 'MX', '54': 'AR', '55': 'BR', '91': 'IN',
};

export function callingCode(digits: string): string {
  for (const length of [1, 2]) if (short.has(digits.slice(0, length))) return digits.slice(0, length);
  return digits.slice(0, 3);
}

export function countryOf(digits: string | null): string {
  return (digits && countries[callingCode(digits)]) || 'GB';
}

/**
 * The digits that a `to` reaches. With `+` it is international; without, Meta puts the business number's country code in
 * front (META §8.1). A number that already starts with that very code and is too long to be national stays as it is: a
 * phone library parses it so, and Meta is assumed to use one [K]. null = not a phone number at all.
 */
export function dialledDigits(to: string, businessDigits: string): string | null {
  const text = to.trim();
  if (!/^\+?[\d\s().-]+$/.test(text)) return null;
  const digits = text.replace(/\D/g, '');
  if (digits.startsWith('00') || digits.length < 5 || digits.length > 17) return null;
  if (text.startsWith('+')) return digits;
  const code = callingCode(businessDigits);
  return digits.startsWith(code) && digits.length >= 11 ? digits : code + digits;
}

/** How Meta calls a phone of Brazil, Mexico or Argentina that is dialled otherwise; all others stay as they are (META §14). */
export function whatsAppVariant(digits: string): string {
  const brazil = /^(55\d{2})9([6-9]\d{7})$/.exec(digits);
  if (brazil) return brazil[1] + brazil[2];
  if (/^52[2-9]\d{9}$/.test(digits)) return `521${digits.slice(2)}`;
  return /^54[1-8]\d{9}$/.test(digits) ? `549${digits.slice(2)}` : digits;
}
