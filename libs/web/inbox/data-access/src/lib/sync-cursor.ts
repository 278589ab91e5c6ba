/** Cursors are decimal strings of any length: compared by length, then by digits. */
export function laterCursor(a: string | null, b: string): string {
  if (a === null) return b;
  if (a.length !== b.length) return a.length > b.length ? a : b;
  return a > b ? a : b;
}
