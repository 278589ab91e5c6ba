import type { Message } from '@mailtrixy/shared/dto';

const FILES = { image: 'Photo', video: 'Video', audio: 'Audio', voice: 'Voice message', document: 'Document', sticker: 'Sticker' } as const;

const ITSELF = new Set<string | undefined>(['choice', 'location', 'contacts', 'form_answer', 'call', 'call_permission']);

/** Kinds whose card says all; their text is the server's summary of it, for lists and searches. */
export function saysItself(content: Message['content']): boolean {
  return ITSELF.has(content?.kind);
}

/** A message in words: for screen readers, quotes and the line above the composer. Never empty for something that has content. */
export function messageWords(message: Pick<Message, 'body' | 'attachment' | 'content' | 'revokedAt'>): string {
  if (message.revokedAt) return 'This message was deleted';
  const lead = fileWords(message) || contentWords(message);
  const body = saysItself(message.content) ? '' : (message.body ?? '');
  return [lead, body].filter(Boolean).join(': ');
}

function fileWords({ attachment }: Pick<Message, 'attachment'>): string {
  if (!attachment) return '';
  return attachment.kind === 'document' && attachment.fileName ? `Document ${attachment.fileName}` : FILES[attachment.kind];
}

function contentWords({ content, body }: Pick<Message, 'content' | 'body'>): string {
  switch (content?.kind) {
    case 'location':
      return `Location${content.name ? ` ${content.name}` : ''}`;
    case 'contacts':
      return content.cards.length === 1 ? `Contact ${content.cards[0].name}` : `${content.cards.length} contacts`;
    case 'choice':
      return `Chose ${body ?? ''}`.trim();
    case 'form_answer':
      return `Answered a form${content.fields.length > 0 ? `, ${content.fields.map(({ name, value }) => `${name} ${value}`).join(', ')}` : ''}`;
    case 'order':
      return 'Order';
    case 'product_question':
      return 'Question about a product';
    case 'call':
      return { ringing: 'Is calling', missed: 'Missed call', ended: 'Call' }[content.outcome];
    case 'call_permission':
      return content.accepted ? 'Allowed calls' : 'Does not want calls';
    default:
      return '';
  }
}

/** The quoted message in the words of its type where it has no text, e.g. "Photo". */
export function quotedWords(quoted: { text: string; type: string }): string {
  return quoted.text || (FILES as Record<string, string>)[quoted.type] || { location: 'Location', contacts: 'Contact', order: 'Order', interactive: 'Message with buttons', template: 'Template' }[quoted.type] || 'Message';
}
