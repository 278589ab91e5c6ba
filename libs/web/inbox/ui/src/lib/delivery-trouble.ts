import type { Message } from '@mailtrixy/shared/dto';

export type DeliveryTrouble = 'failed' | 'unconfirmed' | 'retrying';

/** What a line under the bubble has to say; null while all is well, and when it arrived after all. */
export function deliveryTrouble(message: Message): DeliveryTrouble | null {
  if (message.openedAt || message.deliveredAt) return null;
  if (message.deliveryStatus === 'failed' || message.deliveryStatus === 'unconfirmed') return message.deliveryStatus;
  return message.retry ? 'retrying' : null;
}
