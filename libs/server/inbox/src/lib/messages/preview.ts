import type { AttachmentKind, MessageContent } from '@mailtrixy/shared/dto';
import { fitText } from '../outbound/text-fit';

/** Width of conversation.preview. */
const PREVIEW_MAX = 255;
/** Width of conversation.preview_type. */
const TYPE_MAX = 32;

export const DELETED_WORDS = 'This message was deleted';

/** One line for the list. */
export function previewOf(body: string): string {
  return fitText(body.replace(/\s+/g, ' ').trim(), PREVIEW_MAX);
}

/** What a message is, where there is no room for its bubble: in the list and in a quote. The browser adds the icon, and words of the type where there is no text. */
export function previewParts(message: { type: string; body: string | null; media?: { kind: AttachmentKind; fileName: string | null } | null; content?: Pick<MessageContent, 'kind'> | null }): { text: string; type: string } {
  const { type, body, media, content } = message;
  return { text: previewOf(body?.trim() || media?.fileName || ''), type: (media?.kind ?? (content?.kind === 'form_answer' ? content.kind : type)).slice(0, TYPE_MAX) };
}
