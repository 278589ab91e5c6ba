import type { Message } from '@mailtrixy/shared/dto';
import { formatClock } from '@mailtrixy/web/shared/util';

export type DeliveryMark = 'queued' | 'sent' | 'delivered' | 'opened' | 'failed' | 'unconfirmed' | 'canceled';

type Delivery = Pick<Message, 'deliveryStatus' | 'sentAt' | 'deliveredAt' | 'openedAt' | 'failedAt'>;

/** The tick of an outbound message: the furthest it is known to have come. */
export function deliveryMark(message: Delivery): DeliveryMark | null {
  if (message.openedAt) return 'opened';
  switch (message.deliveryStatus) {
    case 'delivered':
      return 'delivered';
    case 'failed':
      return 'failed';
    case 'unconfirmed':
      return 'unconfirmed';
    case 'canceled':
      return 'canceled';
    case 'accepted':
    case 'sent':
      return 'sent';
    case 'queued':
    case 'sending':
      return 'queued';
    case null:
      return null;
  }
}

/** It has arrived, yet WhatsApp reported a failure besides: both are shown. */
export function failedToo(message: Delivery): string {
  return message.failedAt && (message.openedAt || message.deliveredAt) ? 'also reported failed' : '';
}

export function deliveryWords(message: Delivery): string {
  return [wordsOfMark(message), failedToo(message)].filter(Boolean).join(', ');
}

function wordsOfMark(message: Delivery): string {
  const at = (time: string | null) => (time ? ` ${formatClock(time)}` : '');
  switch (deliveryMark(message)) {
    case 'opened':
      return `Read${at(message.openedAt)}`;
    case 'delivered':
      return `Delivered${at(message.deliveredAt)}`;
    case 'sent':
      return `Sent${at(message.sentAt)}`;
    case 'queued':
      return 'Waiting to be sent';
    case 'failed':
      return `Not delivered${at(message.failedAt)}`;
    case 'unconfirmed':
      return 'Not confirmed yet';
    case 'canceled':
      return 'Canceled';
    case null:
      return '';
  }
}
