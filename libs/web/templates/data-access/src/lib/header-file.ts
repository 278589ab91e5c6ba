import type { TemplateSlot } from '@mailtrixy/shared/dto';
import { formatBytes } from '@mailtrixy/web/shared/util';

type MediaKind = NonNullable<TemplateSlot['mediaKind']>;

const MB = 1_048_576;
/** Meta's limits for the file of a header. The server looks at the bytes; here a hopeless upload is not begun. */
export const HEADER_FILES: Readonly<Record<MediaKind, { words: string; hint: string; accept: string; bytes: number }>> = {
  image: { words: 'Image', hint: 'JPEG, PNG · 5 MB', accept: 'image/jpeg,image/png', bytes: 5 * MB },
  video: { words: 'Video', hint: 'MP4, 3GP · 16 MB', accept: 'video/mp4,video/3gpp', bytes: 16 * MB },
  document: { words: 'Document', hint: 'PDF · 100 MB', accept: 'application/pdf', bytes: 100 * MB },
};

/** Why this file cannot be the header; null when nothing speaks against it. */
export function headerFileProblem(kind: MediaKind, { type, size }: Pick<File, 'type' | 'size'>): string | null {
  const { words, hint, accept, bytes } = HEADER_FILES[kind];
  if (size === 0) return 'This file is empty.';
  if (!accept.split(',').includes(type)) return `WhatsApp takes ${hint.split(' · ')[0].replace(', ', ' or ')} here.`;
  return size > bytes ? `${words} is ${formatBytes(size)}; WhatsApp takes ${hint.split(' · ')[1]}.` : null;
}
