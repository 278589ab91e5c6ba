import type { ByteRange } from '@mailtrixy/server/platform/media-store';

/**
 * A Range header for one stretch of a file.
 * @returns null for none and for forms that may be ignored (several stretches, other units); 'unsatisfiable' for a 416
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | null {
  const [whole, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (whole === undefined || (first === '' && last === '')) return null;
  const end = sizeBytes - 1;
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length > 0 ? { start: sizeBytes - length, end } : 'unsatisfiable';
  }
  const start = Number(first);
  if (start > end) return 'unsatisfiable';
  if (last !== '' && Number(last) < start) return null;
  return { start, end: last === '' ? end : Math.min(Number(last), end) };
}
