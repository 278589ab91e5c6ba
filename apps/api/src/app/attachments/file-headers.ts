import type { ServedFile } from '@mailtrixy/server/inbox';

/** Types that do nothing but be seen or heard. Everything else is saved, never opened in the page: HTML, SVG and XML are programs. */
const INERT: ReadonlySet<string> = new Set([
  'image/jpeg', 'image/png', 'image/webp', 'image/gif',
  'audio/ogg', 'audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/amr', 'audio/wav', 'audio/webm', 'audio/3gpp', 'audio/flac',
  'video/mp4', 'video/3gpp', 'video/webm',
  'application/pdf',
]);

/** Headers of a customer's file. Its type is by its bytes, so that a browser need not guess, and may not. */
export function fileHeaders({ mimeType, fileName, leftMs }: Pick<ServedFile, 'mimeType' | 'fileName' | 'leftMs'>): Record<string, string> {
  const inert = INERT.has(mimeType);
  return {
    'content-type': inert ? mimeType : safeType(mimeType),
    'content-disposition': `${inert ? 'inline' : 'attachment'}; filename="${fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(fileName).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src 'self'",
    'x-content-type-options': 'nosniff',
    // In a browser's own store for as long as the address works, and in no proxy's.
    'cache-control': `private, max-age=${Math.max(0, Math.floor(leftMs / 1000))}, immutable`,
    'accept-ranges': 'bytes',
    vary: 'cookie',
  };
}

function safeType(mimeType: string): string {
  return /^(application\/(zip|gzip|rtf|msword|vnd\.[a-z0-9.+-]+)|text\/(plain|csv))$/.test(mimeType) ? mimeType : 'application/octet-stream';
}
