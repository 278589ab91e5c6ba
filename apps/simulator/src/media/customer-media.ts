import type { MediaStore } from './media-store';
import { sampleFiles, sampleOfType, type SampleName } from './sample-files';

/** What a customer's phone attaches: a sample by name, or bytes of the test's own. */
export interface Attachment {
  sample?: SampleName;
  base64?: string;
}

/**
 * The media object of a webhook: the file is stored for seven days, its id, type and sha256 (base64, META §4.2) are added.
 * Members that are given stay as they are, so that a test can lie about the hash or the type.
 */
export function customerMedia(
  store: MediaStore, phoneNumberId: string, type: string, given: Record<string, unknown>, attachment: Attachment, origin: string | null,
): Record<string, unknown> {
  const sample = sampleFiles[attachment.sample ?? sampleOfType[type]];
  const bytes = attachment.base64 === undefined ? sample.bytes : Buffer.from(attachment.base64, 'base64');
  const mimeType = typeof given['mime_type'] === 'string' ? given['mime_type'] : sample.mimeType;
  const filename = typeof given['filename'] === 'string' ? given['filename'] : sample.filename;
  const media = store.add({ phoneNumberId, source: 'webhook', mimeType, filename: type === 'document' ? filename : null, bytes });
  return {
    ...(type === 'document' ? { filename } : {}),
    mime_type: mimeType,
    sha256: media.sha256.toString('base64'),
    id: media.id,
    ...(type === 'audio' ? { voice: mimeType.includes('opus') } : {}),
    ...(type === 'sticker' ? { animated: sample === sampleFiles['animated-sticker'] } : {}),
    ...(origin === null ? {} : { url: origin + store.address(media.id) }),
    ...given,
  };
}
