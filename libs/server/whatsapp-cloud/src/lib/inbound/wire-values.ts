/** A JSON object whose members are not known yet. */
export type Wire = Record<string, unknown>;

const UNSTORABLE = /[\0\ud800-\udfff]/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Meta's ids are printable ASCII; columns for them are ascii_bin and 255 wide (META-CLOUD-API §0). */
const WIRE_ID = /^[\x21-\x7e]{1,255}$/;
/** MariaDB's JSON_VALID refuses more than 32 levels; we put the element two levels down. */
const MAX_DEPTH = 24;
const MAX_PAYLOAD_CHARS = 65_536;

/** Seconds of 2009-01-01 and 2100-01-01: WhatsApp did not exist before, and DATETIME ends at 9999. */
const FIRST_SECOND = 1_230_768_000;
const LAST_SECOND = 4_102_444_800;

export function isWire(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member as an object, or an empty one. */
export function wire(value: unknown): Wire {
  return isWire(value) ? value : {};
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Text without U+0000 and lone surrogates, which MySQL text or JSON refuses; null when it is no string. */
export function text(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  return UNSTORABLE.test(value) ? value.replaceAll('\0', '').replace(LONE_SURROGATE, '\ufffd') : value;
}

/** Trimmed, cut on a character boundary; null when nothing is left. */
export function shortText(value: unknown, maxCharacters: number): string | null {
  const clean = text(value)?.trim();
  if (!clean) return null;
  return clean.length <= maxCharacters ? clean : [...clean].slice(0, maxCharacters).join('');
}

/** An id of Meta, also where it comes as a number; null when it cannot be one. */
export function wireId(value: unknown, maxLength = 255): string | null {
  const id = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof id === 'string' && id.length <= maxLength && WIRE_ID.test(id) ? id : null;
}

/** Unix seconds as string or number → milliseconds; 0 when unusable, then the time of arrival counts. */
export function wireTime(value: unknown): number {
  const seconds = typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < FIRST_SECOND || seconds > LAST_SECOND) return 0;
  return seconds * 1000;
}

/** The element as Meta sent it, cleaned for a JSON column; text when it is too deep or too long for one. */
export function rawPayload(metaType: string, element: unknown): Record<string, unknown> {
  const raw = cleaned(element, MAX_DEPTH);
  if (raw !== TOO_DEEP && JSON.stringify(raw).length <= MAX_PAYLOAD_CHARS) return { metaType, raw };
  return { metaType, raw: null, note: raw === TOO_DEEP ? 'nested too deeply to keep here; see the delivery in Logs' : 'too long to keep here; see the delivery in Logs' };
}

const TOO_DEEP = Symbol('too deep');

function cleaned(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return TOO_DEEP;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      const clean = cleaned(item, depth - 1);
      if (clean === TOO_DEEP) return TOO_DEEP;
      items.push(clean);
    }
    return items;
  }
  const members: [string, unknown][] = [];
  for (const [key, member] of Object.entries(value)) {
    const clean = cleaned(member, depth - 1);
    if (clean === TOO_DEEP) return TOO_DEEP;
    members.push([text(key) ?? '', clean]);
  }
  return Object.fromEntries(members);
}

/** Base64 or hex of 32 bytes → lower-case hex; webhooks give the one, Graph the other (META-CLOUD-API §4.2, §9). */
export function hexDigest(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (/^[0-9a-f]{64}$/i.test(value)) return value.toLowerCase();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(value)) return null;
  return Buffer.from(value, 'base64').toString('hex');
}

/** A number, also where it comes as text; null outside the bounds. */
export function wireNumber(value: unknown, min: number, max: number): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= min && number <= max ? number : null;
}

/** Meta's own words of the first error of a list. */
export function errorWords(errors: unknown): string | null {
  const error = wire(list(errors)[0]);
  return shortText(wire(error['error_data'])['details'], 200) ?? shortText(error['title'], 200) ?? shortText(error['message'], 200);
}

/** Unix seconds → ISO time; null when unusable. */
export function wireIso(value: unknown): string | null {
  const at = wireTime(value);
  return at ? new Date(at).toISOString() : null;
}
