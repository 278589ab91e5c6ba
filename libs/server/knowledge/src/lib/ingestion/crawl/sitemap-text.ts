import { gunzipSync } from 'node:zlib';
import { decodeText } from '../parse/decode-text';
import { UnreadableError } from '../parse/parsed-source';
import { decodeEntities } from './page-links';

/** What one file lists: pages, or further sitemaps. */
export interface SitemapFile {
  isIndex: boolean;
  addresses: string[];
}

const INFLATED_MAX = 50 * 1024 * 1024;
const ADDRESS_MAX = 2000;
/** As the protocol bounds a file; more than anybody chooses from. */
export const ADDRESSES_MAX = 50_000;
/** Of all addresses of a file, which go from process to process. */
const LETTERS_MAX = 10_000_000;

/** Of XML, or of a plain list; gzip or not. @throws UnreadableError */
export function readSitemap(bytes: Uint8Array): SitemapFile {
  const text = decodeText(isGzip(bytes) ? inflated(bytes) : bytes);
  const addresses: string[] = [];
  let letters = 0;
  for (const address of text.includes('<') ? locations(text) : lines(text)) {
    if (addresses.length >= ADDRESSES_MAX || (letters += address.length) > LETTERS_MAX) break;
    addresses.push(address);
  }
  return { isIndex: /<sitemapindex[\s>]/i.test(text), addresses };
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function inflated(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: INFLATED_MAX });
  } catch (error) {
    throw Object.assign(new UnreadableError('The compressed sitemap is damaged or too large.'), { cause: error });
  }
}

function* lines(text: string): Generator<string> {
  for (const line of text.split('\n')) {
    const address = line.trim();
    if (address.length <= ADDRESS_MAX && /^https?:\/\//i.test(address)) yield address;
  }
}

/** Goes forward only: what was looked at is not looked at again, whatever stands there. */
function* locations(text: string): Generator<string> {
  const open = /<loc>/gi;
  const cdata = /\s*<!\[CDATA\[/y;
  while (open.exec(text)) {
    cdata.lastIndex = open.lastIndex;
    const wrapped = cdata.test(text);
    const from = wrapped ? cdata.lastIndex : open.lastIndex;
    const end = text.indexOf(wrapped ? ']]>' : '<', from);
    if (end < 0) return;
    open.lastIndex = end;
    if (end - from > 2 * ADDRESS_MAX) continue;
    const address = text.slice(from, end).trim();
    if (address && address.length <= ADDRESS_MAX) yield decodeEntities(address);
  }
}
