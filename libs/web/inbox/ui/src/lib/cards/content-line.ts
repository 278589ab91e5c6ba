import type { MessageContent } from '@mailtrixy/shared/dto';
import { iconCornerUpLeft, iconPhone, iconShoppingCart, type IconData } from '@mailtrixy/web/shared/ui';
import { formatDate, formatTimer } from '@mailtrixy/web/shared/util';

export interface ContentLine {
  icon: IconData;
  /** Before the strong part, e.g. "Chose:". */
  lead: string;
  strong: string;
  more: string;
}

/** Kinds that are one line: a choice, a call, a permission, a question about a product. Null for the others. */
export function contentLine(content: MessageContent, body: string): ContentLine | null {
  switch (content.kind) {
    case 'choice':
      return { icon: iconCornerUpLeft, lead: 'Chose:', strong: body, more: content.description ?? '' };
    case 'call':
      return { icon: iconPhone, lead: '', strong: { ringing: 'Is calling…', missed: 'Missed call', ended: 'Call' }[content.outcome], more: content.durationS === null ? '' : formatTimer(content.durationS * 1000) };
    case 'call_permission':
      return { icon: iconPhone, lead: '', strong: content.accepted ? 'Allowed calls' : 'Does not want calls', more: permissionEnd(content) };
    case 'product_question':
      return { icon: iconShoppingCart, lead: 'About product', strong: content.productId, more: '' };
    default:
      return null;
  }
}

function permissionEnd({ accepted, permanent, expiresAt }: Extract<MessageContent, { kind: 'call_permission' }>): string {
  if (!accepted) return '';
  if (permanent) return 'for good';
  return expiresAt ? `until ${formatDate(expiresAt)}` : '';
}
