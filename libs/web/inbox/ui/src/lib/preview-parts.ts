import type { ConversationRow } from '@mailtrixy/shared/dto';
import { iconCamera, iconContact, iconFileText, iconListChecks, iconMapPin, iconMic, iconPhone, iconShoppingCart, iconSticker, iconVideo, type IconData } from '@mailtrixy/web/shared/ui';
import { stripMarks } from '@mailtrixy/web/shared/util';

const KINDS: Record<string, { icon: IconData; words: string }> = {
  image: { icon: iconCamera, words: 'Photo' },
  video: { icon: iconVideo, words: 'Video' },
  audio: { icon: iconMic, words: 'Audio' },
  voice: { icon: iconMic, words: 'Voice message' },
  document: { icon: iconFileText, words: 'Document' },
  sticker: { icon: iconSticker, words: 'Sticker' },
  location: { icon: iconMapPin, words: 'Location' },
  contacts: { icon: iconContact, words: 'Contact' },
  order: { icon: iconShoppingCart, words: 'Order' },
  call: { icon: iconPhone, words: 'Call' },
  nfm_reply: { icon: iconListChecks, words: 'Form answer' },
  form_answer: { icon: iconListChecks, words: 'Form answer' },
};

/** The preview of a row: its words, and an icon for what is not text. A caption stands for its photo, the icon says it is one. */
export function previewParts({ type, text }: Pick<ConversationRow['preview'], 'type' | 'text'>): { icon: IconData | null; text: string } {
  const kind = KINDS[type] ?? null;
  return { icon: kind?.icon ?? null, text: stripMarks(text) || (kind?.words ?? '') };
}
