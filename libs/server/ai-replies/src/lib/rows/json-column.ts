/** MySQL hands JSON over parsed, MariaDB as text. */
export function jsonColumn<T>(column: unknown, fallback: T): T {
  if (column === null || column === undefined) return fallback;
  return typeof column === 'string' ? (JSON.parse(column) as T) : (column as T);
}

/** Of a TEXT column. */
const TEXT_BYTES = 65_535;

/** Cut to what a TEXT column holds, which counts bytes: a letter of Thai or Chinese is three, an emoji four. */
export function fittedText(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= TEXT_BYTES) return text;
  let to = TEXT_BYTES - Buffer.byteLength('…');
  // Not within a letter: its further bytes are 10xxxxxx.
  while ((bytes[to] & 0xc0) === 0x80) to--;
  return `${bytes.toString('utf8', 0, to)}…`;
}

/** Cut to what a column of the given width holds. */
export function fitted(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
