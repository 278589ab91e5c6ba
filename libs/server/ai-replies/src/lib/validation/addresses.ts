/** Links, e-mail addresses and phone numbers, also where somebody tried to hide them. */
export interface AddressesInText {
  links: string[];
  emails: string[];
  phones: string[];
}

const EMAIL = /[\p{L}\p{N}._%+-]+\s?@\s?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+|[\w.%+-]+\s*(?:\(at\)|\[at\]|\{at\})\s*[\w-]+(?:\s*(?:\.|\(dot\)|\[dot\])\s*[\w-]+)+/giu;
const SCHEME = /\b(?:https?|hxxps?|ftp|javascript|data|tel|mailto|whatsapp|tg|sms|file|intent):\/{0,2}[^\s<>"'）)\]]+/giu;
const DOMAIN = /(?<![\p{L}\p{N}@./_-])(?:www\.)?(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+(?:\p{L}{2,24}|xn--[\w-]+)(?::\d+)?(?:\/[^\s<>"'）)\]]*)?/giu;
const SPELLED = /[\p{L}\p{N}-]+\s*(?:\(dot\)|\[dot\]|\[\.\]|\(\.\)| dot | punkt | punto | point )\s*(?:com|net|org|de|io|info|shop|ru|cn|xyz|top|app|link|site|online)\b(?:\/\S*)?/giu;
const IP = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?(?:\/\S*)?(?![\d.])/gu;
const PHONE = /(?<![\p{L}\p{N}/.])(?:\+|00)?\(?\d[\d\s().\-/\u00a0]{5,}\d(?![\p{L}\p{N}])/gu;
const TRAILING = /[.,;:!?…'"”»)\]]+$/u;
/** Abbreviations look like host names. */
const NO_HOST = /^(?:[a-z]\.)+[a-z]{1,2}$|\.(?:pdf|docx?|xlsx?|jpe?g|png|txt|csv|zip)$/iu;

export function addressesIn(text: string): AddressesInText {
  const usual = text.normalize('NFKC').replace(/。(?=\p{L}{2,6}\b)/gu, '.');
  const emails = all(usual, EMAIL).map(emailForm);
  const bare = usual.replace(EMAIL, ' ');
  const schemes = all(bare, SCHEME);
  const rest = bare.replace(SCHEME, ' ');
  const domains = [...all(rest, SPELLED), ...all(rest, DOMAIN).filter((found) => !NO_HOST.test(found)), ...all(rest, IP)];
  const phones = all(rest.replace(DOMAIN, ' '), PHONE).map(phoneForm).filter((digits) => digits.length >= 7 && digits.length <= 16);
  return { links: [...schemes, ...domains].map((link) => link.replace(TRAILING, '')), emails, phones };
}

const WRITTEN_PHONE = /(?:\+|00)\d[\d\s().\-/]{6,}\d|(?<!\d)0\d{2,5}[\s/-]\d[\d\s/-]{4,}\d/gu;

/** The text without links, e-mail addresses and phone numbers: they are compared as what they are. */
export function withoutAddresses(text: string): string {
  const { links, emails } = addressesIn(text);
  return [...links, ...emails].reduce((rest, address) => rest.replaceAll(address, ' '), text).replace(WRITTEN_PHONE, ' ');
}

/** Host and path without scheme, www and trailing slash; hidden dots shown. */
export function linkForm(link: string): string {
  return link
    .toLowerCase()
    .replace(/\s*(?:\(dot\)|\[dot\]|\[\.\]|\(\.\))\s*| (?:dot|punkt|punto|point) /gu, '.')
    .replace(/^(?:hxxp|http)s?:\/*/u, '')
    .replace(/^www\./u, '')
    .replace(/\/+$/u, '');
}

/** Null: it has none that a browser would find. */
export function hostOf(link: string): string | null {
  const form = linkForm(link);
  if (/^[a-z]+:/u.test(form) && !/^[\w.-]+:\d+(?:\/|$)/u.test(form)) return null;
  const address = `https://${form}`;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  // user@host and addresses that lead on to another one hide where they go.
  if (url.username || url.password || /https?(?::|%3a)|\/\/|%2f%2f|=www\./iu.test(form.slice(form.indexOf('/') < 0 ? form.length : form.indexOf('/')))) return null;
  return url.hostname.replace(/^www\./u, '');
}

/** Last digits decide: +49 30 1234567 and 030 1234567 are one. */
export function samePhone(a: string, b: string): boolean {
  if (a === b) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short.replace(/^0+/u, '').length >= 7 && long.endsWith(short.replace(/^0+/u, ''));
}

export function phoneForm(phone: string): string {
  return phone.replace(/\(0\)/gu, '').replace(/\D/gu, '').replace(/^00/u, '');
}

export function emailForm(email: string): string {
  return email.toLowerCase().replace(/\s*(?:\(at\)|\[at\]|\{at\})\s*/gu, '@').replace(/\s*(?:\(dot\)|\[dot\])\s*/gu, '.').replace(/\s/gu, '').replace(/\.+$/u, '');
}

function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([found]) => found.trim());
}
