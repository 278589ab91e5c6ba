const MAX = 120;
/** Zero-width, direction marks and overrides, line separators: what makes "gpj.exe" look like "exe.jpg". */
const INVISIBLE = /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]/g;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;
const RESERVED = /[<>:"|?*/\\]/g;
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A file's name as it may be shown and saved: no path, no hidden direction, not too long; its ending stays.
 * @returns null where nothing is left
 */
export function cleanFileName(given: string | null | undefined): string | null {
  if (!given) return null;
  // Half a surrogate pair would be refused by the database.
  const whole = Buffer.from(given).toString();
  const base = whole.normalize('NFC').replace(INVISIBLE, '').replace(CONTROL, ' ').split(/[/\\]/).pop() ?? '';
  const name = base.replace(RESERVED, '_').replace(/\s+/g, ' ').replace(/^[. ]+|[. ]+$/g, '');
  if (!name) return null;
  const safe = DEVICE.test(name) ? `_${name}` : name;
  const letters = [...safe];
  if (letters.length <= MAX) return safe;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(safe)?.[0] ?? '';
  return `${letters.slice(0, MAX - ending.length).join('')}${ending}`;
}

const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'video/3gpp': '3gp',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/wav': 'wav',
  'audio/webm': 'webm',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'text/csv': 'csv',
};

/** For files that came without a name, e.g. photo.jpg. */
export function plainName(kind: string, mimeType: string): string {
  const ending = ENDINGS[mimeType];
  return `${kind === 'image' ? 'photo' : kind}${ending ? `.${ending}` : ''}`;
}
