import { decodeText } from './decode-text';
import { whole, type ParsedSource } from './parsed-source';

const FRONT_MATTER = /^(---|\+\+\+)[ \t]*\n([\s\S]{0,20000}?)\n\1[ \t]*(\n|$)/;

/**
 * Markdown and plain text: as it is, without front matter.
 * @param charset of the answer's headers
 */
export function parseText(bytes: Uint8Array, charset: string | null = null): ParsedSource {
  const text = decodeText(bytes, charset);
  const [front, , fields] = FRONT_MATTER.exec(text) ?? [''];
  const body = text.slice(front.length);
  const named = /^title\s*[:=]\s*["']?(.+?)["']?\s*$/im.exec(fields ?? '')?.[1];
  const heading = /^\s*#\s+(.+?)\s*#*\s*(\n|$)/.exec(body)?.[1];
  return { title: named ?? heading ?? null, language: /^lang(?:uage)?\s*[:=]\s*["']?([A-Za-z-]{2,35})/im.exec(fields ?? '')?.[1] ?? null, parts: whole(body), partly: null };
}
