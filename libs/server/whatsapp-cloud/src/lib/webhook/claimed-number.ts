const NUMBER_KEY = Buffer.from('"phone_number_id"');
const ENTRY_KEY = Buffer.from('"entry"');
/** The key's value: a colon, blanks, then a string of digits. Read from latin1, so that no multi-byte text can shift it. */
const VALUE = /^\s*:\s*"([0-9]{1,64})"/;
const ENTRY = /^\s*:\s*\[\s*\{\s*(?:"time"\s*:\s*\d+\s*,\s*)?"id"\s*:\s*"([0-9]{1,64})"/;

/**
 * The phone_number_id that a body names, found by a byte scan without parsing. It is a claim: nothing is proven by it.
 * It only decides which secret is tried first and in whose Logs a rejected delivery is listed.
 */
export function claimedNumber(body: Buffer): string | null {
  return after(body, NUMBER_KEY, VALUE);
}

/** The WABA id of the first entry, for deliveries that name no number. As unproven as claimedNumber. */
export function claimedAccount(body: Buffer): string | null {
  return after(body, ENTRY_KEY, ENTRY);
}

function after(body: Buffer, key: Buffer, value: RegExp): string | null {
  const at = body.indexOf(key);
  if (at < 0) return null;
  const from = at + key.length;
  return value.exec(body.toString('latin1', from, Math.min(from + 160, body.length)))?.[1] ?? null;
}
