/** How much of a file's beginning is needed to tell its type. */
export const SNIFF_BYTES = 8192;

const ascii = (head: Buffer, from: number, text: string) => head.length >= from + text.length && head.toString('latin1', from, from + text.length) === text;
const bytes = (head: Buffer, ...wanted: number[]) => head.length >= wanted.length && wanted.every((byte, at) => head[at] === byte);

const PLAIN: readonly [mimeType: string, test: (head: Buffer) => boolean][] = [
  ['image/jpeg', (h) => bytes(h, 0xff, 0xd8, 0xff)],
  ['image/png', (h) => bytes(h, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
  ['image/gif', (h) => ascii(h, 0, 'GIF87a') || ascii(h, 0, 'GIF89a')],
  ['image/webp', (h) => ascii(h, 0, 'RIFF') && ascii(h, 8, 'WEBP')],
  ['image/bmp', (h) => ascii(h, 0, 'BM') && h.length > 14 && h.readUInt32LE(6) === 0],
  ['image/tiff', (h) => bytes(h, 0x49, 0x49, 0x2a, 0x00) || bytes(h, 0x4d, 0x4d, 0x00, 0x2a)],
  ['audio/wav', (h) => ascii(h, 0, 'RIFF') && ascii(h, 8, 'WAVE')],
  ['video/x-msvideo', (h) => ascii(h, 0, 'RIFF') && ascii(h, 8, 'AVI ')],
  ['audio/amr', (h) => ascii(h, 0, '#!AMR')],
  ['audio/flac', (h) => ascii(h, 0, 'fLaC')],
  ['audio/mpeg', (h) => ascii(h, 0, 'ID3') || (h.length > 2 && h[0] === 0xff && (h[1] & 0xe0) === 0xe0 && [0x02, 0x04].includes(h[1] & 0x06) && (h[2] & 0xf0) !== 0xf0)],
  // MPEG audio with layer bits 00.
  ['audio/aac', (h) => h.length > 2 && h[0] === 0xff && (h[1] & 0xf6) === 0xf0],
  ['application/pdf', (h) => h.subarray(0, 1024).includes('%PDF-')],
  ['application/rtf', (h) => ascii(h, 0, '{\\rtf')],
  ['application/gzip', (h) => bytes(h, 0x1f, 0x8b)],
  ['application/x-7z-compressed', (h) => bytes(h, 0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c)],
  ['application/vnd.rar', (h) => ascii(h, 0, 'Rar!')],
  ['application/x-ole-storage', (h) => bytes(h, 0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)],
  ['application/x-executable', (h) => ascii(h, 0, 'MZ') || bytes(h, 0x7f, 0x45, 0x4c, 0x46)],
];

/**
 * The type of a file by its first bytes; never by a name or a claim.
 * @returns application/octet-stream when they tell nothing
 */
export function sniffType(head: Buffer): string {
  // A PDF may hide behind other beginnings, so the order counts: pictures and sound first.
  for (const [mimeType, test] of PLAIN) if (test(head)) return mimeType;
  return ofContainer(head) ?? ofText(head) ?? 'application/octet-stream';
}

function ofContainer(head: Buffer): string | null {
  if (ascii(head, 4, 'ftyp')) return ofBrand(head.toString('latin1', 8, 12));
  if (ascii(head, 0, 'OggS')) return head.subarray(0, 512).includes('theora') ? 'video/ogg' : 'audio/ogg';
  // A browser's recording: Matroska names its codecs as V_VP8, A_OPUS and the like.
  if (bytes(head, 0x1a, 0x45, 0xdf, 0xa3)) return head.includes('V_') || !head.includes('A_') ? 'video/webm' : 'audio/webm';
  if (ascii(head, 0, 'PK\x03\x04')) return ofZip(head);
  return null;
}

function ofBrand(brand: string): string {
  if (brand.startsWith('3g')) return 'video/3gpp';
  if (brand === 'M4A ' || brand === 'M4B ') return 'audio/mp4';
  if (brand === 'qt  ') return 'video/quicktime';
  if (['heic', 'heix', 'hevc', 'mif1', 'msf1'].includes(brand)) return 'image/heic';
  if (brand === 'avif' || brand === 'avis') return 'image/avif';
  return 'video/mp4';
}

/** The names of an Office file's parts stand in the zip's first entries, most of the time. */
function ofZip(head: Buffer): string {
  const office = 'application/vnd.openxmlformats-officedocument.';
  if (head.includes('word/')) return `${office}wordprocessingml.document`;
  if (head.includes('xl/')) return `${office}spreadsheetml.sheet`;
  if (head.includes('ppt/')) return `${office}presentationml.presentation`;
  return 'application/zip';
}

function ofText(head: Buffer): string | null {
  if (!head.length) return null;
  const wide = bytes(head, 0xff, 0xfe) || bytes(head, 0xfe, 0xff);
  const text = (wide ? head.toString('utf16le').replace(/\0/g, '') : head.toString('utf8')).replace(/^\ufeff/, '').trimStart().slice(0, 1024).toLowerCase();
  if (/^(<!doctype html|<html|<head|<body|<script|<iframe|<!--)/.test(text)) return 'text/html';
  if (/^(<\?xml[^>]*>\s*)?(<!doctype svg[^>]*>\s*)?<svg[\s>]/.test(text)) return 'image/svg+xml';
  if (text.startsWith('<?xml')) return 'text/xml';
  // Control characters other than white space do not occur in text.
  if (!wide && head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b)) return null;
  return 'text/plain';
}
