/** Kinds of media, what Meta takes of each and how large it may be (META §9). */
export type MediaKind = 'audio' | 'document' | 'image' | 'sticker' | 'video';

const megabyte = 1024 * 1024;

const documents = [
  'text/plain', 'application/pdf', 'application/msword', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
];

const kinds: Readonly<Record<MediaKind, { types: readonly string[]; max: number }>> = {
  audio: { types: ['audio/aac', 'audio/mp4', 'audio/mpeg', 'audio/amr', 'audio/ogg'], max: 16 * megabyte },
  document: { types: documents, max: 100 * megabyte },
  image: { types: ['image/jpeg', 'image/png'], max: 5 * megabyte },
  // 100 KB static, 500 KB animated: which of them it is, is seen when it is sent
  sticker: { types: ['image/webp'], max: 500 * 1024 },
  video: { types: ['video/mp4', 'video/3gpp'], max: 16 * megabyte },
};

export const mediaTypes: readonly string[] = Object.values(kinds).flatMap(({ types }) => types);

/** `audio/ogg; codecs=opus` → `audio/ogg` */
export function bareType(mimeType: string): string {
  return mimeType.split(';')[0].trim().toLowerCase();
}

export function kindOfType(mimeType: string): MediaKind | null {
  const bare = bareType(mimeType);
  return (Object.keys(kinds) as MediaKind[]).find((kind) => kinds[kind].types.includes(bare)) ?? null;
}

export function largest(kind: MediaKind): number {
  return kinds[kind].max;
}

/** Why Meta's preparation of a file fails after it was accepted (131053), or null (META §8.4, §9). */
export function preparationProblem(kind: MediaKind, mimeType: string, bytes: Buffer, voice: boolean): string | null {
  const own = kindOfType(mimeType);
  // a document may be any file
  if (kind !== 'document' && own !== kind) return `Media file of type ${bareType(mimeType)} cannot be sent as ${kind}.`;
  const found = realType(bytes);
  if (found !== null && own !== null && !sameFamily(found, bareType(mimeType))) return `Media file is not what its type says: expected ${bareType(mimeType)}, got ${found}.`;
  if (found === 'audio/ogg') {
    const channels = opusChannels(bytes);
    if (channels === null) return 'Audio file in an ogg container must use the opus codec.';
    if (channels !== 1) return 'Audio file with the opus codec must be mono.';
  } else if (voice) return 'Voice messages must be ogg files with the opus codec, mono.';
  return kind === 'sticker' ? stickerProblem(bytes) : null;
}

function sameFamily(found: string, declared: string): boolean {
  if (found === declared) return true;
  // one container, several names
  return found === 'video/mp4' && ['audio/mp4', 'video/3gpp'].includes(declared);
}

/** Type by the first bytes; null = not one that can be told. */
export function realType(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 16);
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('GIF8')) return 'image/gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp';
  if (head.slice(4, 8) === 'ftyp') return 'video/mp4';
  if (head.startsWith('OggS')) return 'audio/ogg';
  if (head.startsWith('%PDF-')) return 'application/pdf';
  return head.startsWith('ID3') || /^\xff[\xe2-\xfb]/.test(head) ? 'audio/mpeg' : null;
}

function opusChannels(bytes: Buffer): number | null {
  const at = bytes.subarray(0, 4096).indexOf('OpusHead');
  return at < 0 ? null : bytes[at + 9];
}

function stickerProblem(bytes: Buffer): string | null {
  const chunk = bytes.toString('latin1', 12, 16);
  const animated = chunk === 'VP8X' && (bytes[20] & 0x02) !== 0;
  if (bytes.length > (animated ? 500 : 100) * 1024) return `Sticker file is too large: at most ${animated ? 500 : 100} KB.`;
  const [width, height] = webpSize(chunk, bytes);
  return width === 512 && height === 512 ? null : `Sticker must be 512x512 pixels, got ${width}x${height}.`;
}

function webpSize(chunk: string, bytes: Buffer): [number, number] {
  if (bytes.length < 30) return [0, 0];
  if (chunk === 'VP8X') return [1 + bytes.readUIntLE(24, 3), 1 + bytes.readUIntLE(27, 3)];
  if (chunk === 'VP8 ') return [bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff];
  const bits = bytes.readUInt32LE(21);
  return [(bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1];
}
