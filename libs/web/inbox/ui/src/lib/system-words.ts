import type { Message } from '@mailtrixy/shared/dto';

/** What happened, as a sentence; an event that this version does not know is shown by its name. */
export function systemWords(message: Message): string {
  if (message.body) return message.body;
  const event = textOf(message, 'event') ?? message.type;
  const who = message.authorName?.split(' ')[0] ?? null;
  switch (event) {
    case 'resolved':
      return who ? `${who} resolved this` : 'Resolved';
    case 'reopened':
      return who ? `${who} reopened this` : 'Reopened by a new message';
    case 'assigned':
      return assignedWords(message, who);
    case 'unassigned':
      return who ? `${who} took the assignment away` : 'Unassigned';
    default: {
      const words = event.replace(/[._-]+/g, ' ').trim();
      return `${who ? `${who}: ` : ''}${words.charAt(0).toUpperCase()}${words.slice(1)}`;
    }
  }
}

/** A readable line for a kind that this version cannot draw. */
export function stubWords(message: Message): string {
  return message.body ?? `WhatsApp sent a type we can't show (${textOf(message, 'metaType') ?? message.type})`;
}

function assignedWords(message: Message, who: string | null): string {
  if (message.authorId !== null && message.authorId === textOf(message, 'assigneeId')) return `${who ?? 'Someone'} took this`;
  const whom = textOf(message, 'assigneeName')?.split(' ')[0] ?? 'someone';
  return who ? `${who} assigned this to ${whom}` : `Assigned to ${whom}`;
}

function textOf(message: Message, fact: string): string | null {
  const value = message.payload?.[fact];
  return typeof value === 'string' ? value : null;
}
