import type { InboundMedia } from '@mailtrixy/server/channels';
import { errorWords, hexDigest, isWire, shortText, wireId, type Wire } from './wire-values';

const MEDIA_TYPES = new Set(['image', 'video', 'audio', 'document', 'sticker']);
const NAME_MAX = 200;

export function isMediaType(type: string): boolean {
  return MEDIA_TYPES.has(type);
}

/**
 * The file of an image, video, audio, document or sticker message (META-CLOUD-API §4.2). Meta leaves the object out when
 * it could not take the file itself; then `problem` has its words and there are no bytes to fetch.
 */
export function mediaOf(type: string, message: Wire): InboundMedia {
  const media = isWire(message[type]) ? message[type] : {};
  const providerMediaId = wireId(media['id']);
  const declared = shortText(media['mime_type'], 160) ?? '';
  return {
    kind: type === 'audio' ? (media['voice'] === true || /^audio\/ogg\b.*opus/i.test(declared) && media['voice'] !== false ? 'voice' : 'audio') : (type as InboundMedia['kind']),
    providerMediaId,
    mimeType: declared,
    sha256: hexDigest(media['sha256']),
    fileName: shortText(media['filename'], NAME_MAX),
    animated: media['animated'] === true,
    problem: providerMediaId ? null : (errorWords(message['errors']) ?? 'WhatsApp could not pass the file on.'),
  };
}

export function captionOf(type: string, message: Wire): string | null {
  const media = message[type];
  return isWire(media) ? shortText(media['caption'], 4096) : null;
}
