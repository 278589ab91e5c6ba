import type { MediaFacts } from '@mailtrixy/server/platform/media-processing';
import { ATTACHMENT_KINDS, type AttachmentKind } from '@mailtrixy/shared/dto';

const KB = 1024;
const MB = 1024 * 1024;

/** Nothing larger is taken, in either direction. */
export const FILE_MAX_BYTES = 100 * MB;

/** A file as WhatsApp would judge it (META-CLOUD-API §9). */
export interface JudgedFile extends Pick<MediaFacts, 'width' | 'height' | 'animated' | 'oddColours' | 'audioCodec' | 'videoCodec' | 'channels'> {
  mimeType: string;
  sizeBytes: number;
}

interface Rule {
  name: string;
  maxBytes: (file: JudgedFile) => number;
  types: readonly string[];
  /** For "WhatsApp takes … only". */
  typeWords: string;
  more?: (file: JudgedFile) => string | null;
}

const opusMono = ({ mimeType, audioCodec, channels }: JudgedFile) => mimeType !== 'audio/ogg' || ((audioCodec === null || audioCodec === 'opus') && (channels === null || channels === 'mono'));

const RULES: Readonly<Record<AttachmentKind, Rule>> = {
  image: {
    name: 'Photo',
    maxBytes: () => 5 * MB,
    types: ['image/jpeg', 'image/png'],
    typeWords: 'JPEG and PNG photos',
    more: ({ oddColours }) => (oddColours ? 'This PNG has 16 bits per colour, a palette or greys only; WhatsApp takes 8-bit RGB.' : null),
  },
  video: {
    name: 'Video',
    maxBytes: () => 16 * MB,
    types: ['video/mp4', 'video/3gpp'],
    typeWords: 'MP4 and 3GP videos',
    more: ({ videoCodec, audioCodec }) => ((videoCodec && videoCodec !== 'h264') || (audioCodec && audioCodec !== 'aac') ? `This video is coded as ${[videoCodec, audioCodec].filter(Boolean).join(' and ')}; WhatsApp plays H.264 with AAC sound only.` : null),
  },
  audio: {
    name: 'Audio',
    maxBytes: () => 16 * MB,
    types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
    typeWords: 'AAC, AMR, MP3, M4A and OGG (Opus) sound',
    more: (file) => (opusMono(file) ? null : 'WhatsApp takes OGG sound only as Opus with one channel.'),
  },
  voice: {
    name: 'Voice note',
    maxBytes: () => 16 * MB,
    types: ['audio/ogg'],
    typeWords: 'voice notes as OGG with Opus',
    more: (file) => (opusMono(file) ? null : 'WhatsApp takes voice notes only as Opus with one channel.'),
  },
  document: { name: 'Document', maxBytes: () => FILE_MAX_BYTES, types: [], typeWords: '' },
  sticker: {
    name: 'Sticker',
    maxBytes: ({ animated }) => (animated ? 500 : 100) * KB,
    types: ['image/webp'],
    typeWords: 'WebP stickers',
    more: ({ width, height }) => (width === 512 && height === 512 ? null : `This sticker is ${width ?? '?'} × ${height ?? '?'} pixels; WhatsApp takes 512 × 512.`),
  },
};

/** @returns why WhatsApp would refuse the file as this kind, in words; null when it would take it */
export function refusalWords(kind: AttachmentKind, file: JudgedFile): string | null {
  const rule = RULES[kind];
  if (!file.sizeBytes) return 'The file is empty.';
  if (rule.types.length && !rule.types.includes(file.mimeType)) return `${rule.name} is ${typeName(file.mimeType)}; WhatsApp takes ${rule.typeWords} only.`;
  const max = rule.maxBytes(file);
  if (file.sizeBytes > max) return `${rule.name} is ${sizeWords(file.sizeBytes, max)}; WhatsApp takes ${sizeWords(max, 0)}.`;
  return rule.more?.(file) ?? null;
}

/** What else the file may go as. */
export function otherKinds(kind: AttachmentKind, file: JudgedFile): AttachmentKind[] {
  return ATTACHMENT_KINDS.filter((other) => other !== kind && refusalWords(other, file) === null);
}

/** Rounded so that it never looks as if it were within the limit. */
function sizeWords(bytes: number, limit: number): string {
  const [unit, name] = bytes >= MB || limit >= MB ? [MB, 'MB'] : [KB, 'KB'];
  const rounded = Math.round((bytes / unit) * 10) / 10;
  return `${bytes > limit && rounded * unit <= limit ? (limit / unit + 0.1).toFixed(1) : rounded} ${name}`;
}

function typeName(mimeType: string): string {
  const known: Readonly<Record<string, string>> = { 'image/webp': 'WebP', 'image/gif': 'a GIF', 'image/heic': 'HEIC', 'video/quicktime': 'a QuickTime film', 'video/webm': 'WebM', 'audio/webm': 'WebM', 'audio/wav': 'WAV', 'application/octet-stream': 'of an unknown type' };
  return known[mimeType] ?? mimeType;
}
