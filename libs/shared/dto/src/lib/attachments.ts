export const ATTACHMENT_KINDS = ['image', 'video', 'audio', 'voice', 'document', 'sticker'] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

/** pending: bytes are on their way; failed: given up, `problem` says why and whether "Try again" can help. */
export const ATTACHMENT_STATES = ['pending', 'ready', 'failed'] as const;
export type AttachmentState = (typeof ATTACHMENT_STATES)[number];

/** original: the bytes as they came; preview: a small WebP of an image, sticker or video; playable: AAC beside ogg/opus for browsers without it. */
export const ATTACHMENT_VARIANTS = ['original', 'preview', 'playable'] as const;
export type AttachmentVariant = (typeof ATTACHMENT_VARIANTS)[number];

export interface AttachmentProblem {
  /** e.g. too_large, gone, checksum, refused_type, unreachable, no_access, processing. */
  code: string;
  words: string;
  retryable: boolean;
}

/** A file of a message. */
export interface Attachment {
  id: string;
  kind: AttachmentKind;
  state: AttachmentState;
  /** By the bytes once they are here; as declared before. */
  mimeType: string;
  /** Cleaned: no path, no direction marks. Null where the customer gave none. */
  fileName: string | null;
  sizeBytes: number | null;
  /** Pixels; null until known. */
  width: number | null;
  height: number | null;
  durationMs: number | null;
  /** 48 values from 0 to 100 for the waveform of audio; null otherwise. */
  peaks: number[] | null;
  /** Pages of a PDF. */
  pages: number | null;
  animated: boolean;
  problem: AttachmentProblem | null;
  /** Relative addresses that work for a signed-in member of the workspace until `addressesUntil`; null where the variant does not exist. */
  addresses: Record<AttachmentVariant, string | null>;
  addressesUntil: string | null;
}

/** POST /api/attachments (multipart: file, kind, conversationId or templateHeader) answers it: a file waiting to be sent. */
export interface UploadedAttachment extends Attachment {
  /** Set when WhatsApp would refuse it as this kind: the words and what else it may be sent as. */
  refusal: { words: string; sendAs: AttachmentKind[] } | null;
}
