/** A number as a person typed it, read with its country. */
export interface TypedPhone {
  /** "+447700900123" */
  e164: string;
  /** "+44 7700 900123" */
  shown: string;
  /** "🇬🇧"; empty where a number belongs to no country. */
  flag: string;
  country: string;
  /** What WhatsApp may know it as besides, in words; null for most countries. */
  variants: string | null;
}

export type PhoneReading = { phone: TypedPhone } | { problem: string };

const NO_COUNTRY = 'Write the number with its country, e.g. +44 7700 900123. MailTrixy does not guess the country.';
/** META-CLOUD-API: the same phone under two spellings. */
const VARIANTS: Readonly<Record<string, string>> = {
  BR: 'WhatsApp may know this phone without its ninth digit; both find the same contact.',
  MX: 'WhatsApp may know this phone with a 1 after +52; both find the same contact.',
  AR: 'WhatsApp may know this phone with a 9 after +54; both find the same contact.',
};

/** Whether what was typed is meant as a number at all. */
export function looksLikePhone(text: string): boolean {
  return /^\s*\+?[\d\s().\-/]{5,}$/.test(text.normalize('NFKC'));
}

/** Reads a typed number. The tables of all countries (43 kB) come with the first call. */
export async function readPhone(text: string): Promise<PhoneReading> {
  const given = text.normalize('NFKC').trim();
  const international = given.startsWith('00') ? `+${given.slice(2)}` : given;
  if (!international.startsWith('+')) return { problem: NO_COUNTRY };
  const { parsePhoneNumberFromString } = await import('libphonenumber-js/min');
  const number = parsePhoneNumberFromString(international, { extract: false });
  if (!number) return { problem: 'This is no phone number. Write it with its country, e.g. +44 7700 900123.' };
  if (number.ext) return { problem: 'WhatsApp knows no extensions. Write the number without one.' };
  if (!number.isPossible()) return { problem: `+${number.countryCallingCode} ${number.nationalNumber} is too short or too long for its country.` };
  // Numbers that are given to nobody yet belong to no country for sure; the first is the main one of the calling code.
  const possible = number.country ? [number.country] : number.getPossibleCountries();
  const code = possible[0] ?? '';
  const country = possible.length > 1 ? `${countryName(code)} or another country with +${number.countryCallingCode}` : countryName(code);
  return { phone: { e164: number.number, shown: number.formatInternational(), flag: flagOf(code), country, variants: VARIANTS[code] ?? null } };
}

function flagOf(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? String.fromCodePoint(...[...code].map((letter) => 0x1f1a5 + letter.charCodeAt(0))) : '';
}

function countryName(code: string): string {
  return code ? (new Intl.DisplayNames('en', { type: 'region' }).of(code) ?? code) : 'No single country';
}
