/** Looks like a key or a bearer token, whole or with stars in it as providers quote it. */
const SECRETS = [/\b(?:sk|pk|rk|gsk|xai|AIza|ak)[-_][\w*.…-]{4,}/gi, /\bbearer\s+[\w*.~+/=…-]{4,}/gi, /\b(?:x-)?api[-_ ]?key["'\s:=]+[\w*.~+/=…-]{6,}/gi, /\/\/[^/\s:@]+:[^/\s@]+@/g];
const WORD = /[\w*.~+/=…-]{6,}/g;
const SAME_ENDS = 6;
const SAME_MIDDLE = 8;
const DETAIL_MAX = 400;

/**
 * A provider's words without keys, fit for log, database and screen.
 * @param keys the literal keys that were sent: any word that shares its ends or eight characters in a row with one is one too
 */
export function redact(text: string, keys: readonly (string | null | undefined)[] = []): string {
  let out = text;
  const known = keys.filter((key): key is string => Boolean(key));
  for (const key of known) out = out.replaceAll(key, '[key]');
  for (const pattern of SECRETS) out = out.replace(pattern, (found) => (found.startsWith('//') ? '//[key]@' : '[key]'));
  return out.replace(WORD, (word) => (known.some((key) => shares(word, key)) ? '[key]' : word));
}

function shares(word: string, key: string): boolean {
  if (key.length <= SAME_ENDS) return false;
  if (word.startsWith(key.slice(0, SAME_ENDS)) || word.endsWith(key.slice(-SAME_ENDS))) return true;
  for (let at = 0; at + SAME_MIDDLE <= key.length; at++) if (word.includes(key.slice(at, at + SAME_MIDDLE))) return true;
  return false;
}

/** One short line of it. */
export function detailOf(text: string, keys: readonly (string | null | undefined)[] = []): string | null {
  const line = redact(text, keys).replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  const letters = [...line];
  return line ? (letters.length > DETAIL_MAX ? `${letters.slice(0, DETAIL_MAX - 1).join('')}…` : line) : null;
}
