import { createHash } from 'node:crypto';
import type { DraftPassage } from './passages-of';

/**
 * Ids that follow from what a passage says and where: the same text under the same headings of the same document keeps its
 * id, and with it its embedding, when other parts of the document change.
 */
export function passageIds(documentId: string, title: string, passages: readonly DraftPassage[]): string[] {
  const seen = new Map<string, number>();
  return passages.map(({ headings, text }) => {
    const key = createHash('sha256').update(JSON.stringify([documentId, title, headings, text])).digest('hex');
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return asUuid(times ? createHash('sha256').update(`${key}/${times}`).digest('hex') : key);
  });
}

/** Version 8 of RFC 9562: what the bits mean is our own affair. */
function asUuid(hex: string): string {
  const variant = ((parseInt(hex[16], 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
