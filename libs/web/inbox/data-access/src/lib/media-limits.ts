import type { AttachmentKind, UploadedAttachment } from '@mailtrixy/shared/dto';
import { formatBytes } from '@mailtrixy/web/shared/util';

const MB = 1_048_576;
/** Meta's limits (META-CLOUD-API §8.3). The server checks the bytes; here a hopeless upload is not even begun. */
const LIMITS: Record<AttachmentKind, { words: string; says: string; bytes: number; types: RegExp }> = {
  image: { words: 'Photo', says: '5 MB', bytes: 5 * MB, types: /^image\/(jpeg|png)$/ },
  video: { words: 'Video', says: '16 MB', bytes: 16 * MB, types: /^video\/(mp4|3gpp)$/ },
  audio: { words: 'Audio', says: '16 MB', bytes: 16 * MB, types: /^audio\// },
  voice: { words: 'Voice message', says: '16 MB', bytes: 16 * MB, types: /^(audio|video)\// },
  document: { words: 'Document', says: '100 MB', bytes: 100 * MB, types: /^/ },
  sticker: { words: 'Sticker', says: '500 kB', bytes: MB / 2, types: /^image\/webp$/ },
};

/** Why WhatsApp would not take a file as this kind, and as what it would; null when nothing speaks against it. */
export function mediaRefusal(kind: AttachmentKind, { type, size }: { type: string; size: number }): UploadedAttachment['refusal'] {
  const limit = LIMITS[kind];
  const sendAs: AttachmentKind[] = kind !== 'document' && size <= LIMITS.document.bytes ? ['document'] : [];
  if (size === 0) return { words: 'This file is empty', sendAs: [] };
  if (size > limit.bytes) return { words: `${limit.words} is ${formatBytes(size)}; WhatsApp takes ${limit.says}`, sendAs };
  if (!limit.types.test(type)) return { words: `WhatsApp takes no ${type.split('/')[1] || 'such file'} as ${limit.words.toLowerCase()}`, sendAs };
  return null;
}
