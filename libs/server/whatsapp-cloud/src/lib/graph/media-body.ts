import type { OutboundMedia } from '@mailtrixy/server/channels';

/**
 * A file by its id. Audio and stickers take no caption, only documents a file name; without one the customer sees an
 * "untitled" file. A voice message is audio with `voice`.
 */
export function mediaBody({ kind, mediaId, caption, fileName }: OutboundMedia): Record<string, unknown> {
  const file = { id: mediaId };
  switch (kind) {
    case 'voice':
      return { type: 'audio', audio: { ...file, voice: true } };
    case 'audio':
    case 'sticker':
      return { type: kind, [kind]: file };
    case 'document':
      return { type: 'document', document: { ...file, ...captionOf(caption), ...(fileName ? { filename: fileName } : {}) } };
    case 'image':
    case 'video':
      return { type: kind, [kind]: { ...file, ...captionOf(caption) } };
  }
}

function captionOf(caption: string | null): { caption?: string } {
  return caption ? { caption } : {};
}
