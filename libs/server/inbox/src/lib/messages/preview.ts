import { fitText } from '../outbound/text-fit';

/** Width of conversation.preview. */
const PREVIEW_MAX = 255;

/** One line for the list. */
export function previewOf(body: string): string {
  return fitText(body.replace(/\s+/g, ' ').trim(), PREVIEW_MAX);
}
