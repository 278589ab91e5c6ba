import type { AttachmentKind } from '@mailtrixy/shared/dto';

/** How WhatsApp would carry a file: what it cannot show goes as a document. */
export function attachmentKindOf({ type }: Pick<File, 'type'>): AttachmentKind {
  if (type === 'image/jpeg' || type === 'image/png') return 'image';
  if (type === 'video/mp4' || type === 'video/3gpp') return 'video';
  return type.startsWith('audio/') ? 'audio' : 'document';
}
