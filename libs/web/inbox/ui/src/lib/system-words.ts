import type { Message } from '@mailtrixy/shared/dto';

/** The server writes the sentence; the event's name is the way out for one it did not. */
export function systemWords(message: Message): string {
  if (message.body) return message.body;
  const event = typeof message.payload?.['event'] === 'string' ? message.payload['event'] : message.type;
  const words = event.replace(/[._-]+/g, ' ').trim();
  const who = message.authorName ? `${message.authorName}: ` : '';
  return who + words.charAt(0).toUpperCase() + words.slice(1);
}

/** A readable line for a kind that this version cannot draw. */
export function stubWords(message: Message): string {
  if (message.body) return message.body;
  const type = typeof message.payload?.['metaType'] === 'string' ? message.payload['metaType'] : message.type;
  return `WhatsApp sent a type we can't show (${type})`;
}
