import { UnreadableError } from './parsed-source';

/** So many control characters among the first ones, and it is no text. */
const BINARY_SHARE = 0.02;
const SAMPLE = 65_536;
/** What windows-1252 has at 0x80 to 0x9F. */
const WINDOWS_SIGNS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Text of unknown encoding: a byte order mark counts, then UTF-8, then UTF-16 by its zeros, then windows-1252. */
export function decodeText(bytes: Uint8Array, declared: string | null = null): string {
  const text = decode(bytes, declared).replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  if (isBinary(text)) throw new UnreadableError('This file holds no text. Check that it is the right file.');
  return text;
}

function decode(bytes: Uint8Array, declared: string | null): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (declared) {
    const known = decoderOf(declared);
    if (known) return known.decode(bytes);
  }
  try {
    return withoutZeros(new TextDecoder('utf-8', { fatal: true }).decode(bytes), bytes);
  } catch {
    return decoderOf(wideOrder(bytes) ?? 'windows-1252')?.decode(bytes) ?? '';
  }
}

/** ASCII in UTF-16 without a mark is valid UTF-8 with a zero after each letter. */
function withoutZeros(text: string, bytes: Uint8Array): string {
  const order = wideOrder(bytes);
  return order ? new TextDecoder(order).decode(bytes) : text;
}

function wideOrder(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const end = Math.min(bytes.length, SAMPLE) & ~1;
  if (end < 4) return null;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < end; at += 2) {
    if (bytes[at] === 0) even++;
    if (bytes[at + 1] === 0) odd++;
  }
  const half = end / 2;
  if (odd > half * 0.4 && even < half * 0.05) return 'utf-16le';
  return even > half * 0.4 && odd < half * 0.05 ? 'utf-16be' : null;
}

function decoderOf(label: string): { decode(bytes: Uint8Array): string } | null {
  try {
    const decoder = new TextDecoder(label.trim().toLowerCase());
    return decoder.encoding === 'windows-1252' ? { decode: (bytes) => withWindowsSigns(decoder.decode(bytes)) } : decoder;
  } catch {
    return null;
  }
}

/** Node 20 reads windows-1252 as ISO 8859-1: 0x80 to 0x9F stay control characters. https://encoding.spec.whatwg.org/#windows-1252 */
function withWindowsSigns(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (sign) => WINDOWS_SIGNS[sign.charCodeAt(0) - 0x80]);
}

function isBinary(text: string): boolean {
  const sample = text.slice(0, SAMPLE);
  const controls = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/g)?.length ?? 0;
  return controls > sample.length * BINARY_SHARE;
}
