import type { SimMessage } from '@mailtrixy/web/simulator/data-access';
import { phoneView } from './phone-view';

/** A row of the chat with what later messages made of it. */
export interface FeedRow {
  message: SimMessage;
  quoted: SimMessage | null;
  reactions: string;
  /** The customer's own words after an edit. */
  edited: string | null;
  revoked: boolean;
}

const EVENTS: readonly string[] = ['reaction', 'edit', 'revoke'];

/** Reactions, edits and deletions change the message they are about; they are no bubbles of their own. */
export function feedRows(messages: readonly SimMessage[]): FeedRow[] {
  const byWamid = new Map(messages.map((message) => [message.wamid, message]));
  const reactions = new Map<string, Map<string, string>>();
  const edits = new Map<string, string>();
  const revoked = new Set<string>();
  for (const message of messages) {
    const content = (message.content ?? {}) as { message_id?: string; emoji?: string; original_message_id?: string; message?: { text?: { body?: string } } };
    if (message.type === 'reaction' && content.message_id && message.ticks !== 'failed') {
      const own = reactions.get(content.message_id) ?? new Map<string, string>();
      if (content.emoji) own.set(message.from, content.emoji);
      else own.delete(message.from);
      reactions.set(content.message_id, own);
    }
    if (message.type === 'edit' && content.original_message_id) edits.set(content.original_message_id, content.message?.text?.body ?? '');
    if (message.type === 'revoke' && content.original_message_id) revoked.add(content.original_message_id);
  }
  return messages
    .filter((message) => !EVENTS.includes(message.type))
    .map((message) => ({
      message,
      quoted: message.contextId ? (byWamid.get(message.contextId) ?? null) : null,
      reactions: [...(reactions.get(message.wamid)?.values() ?? [])].join(''),
      edited: edits.get(message.wamid) ?? null,
      revoked: revoked.has(message.wamid),
    }));
}

const NAMES: Readonly<Record<string, string>> = { image: 'Photo', video: 'Video', audio: 'Voice message', document: 'Document', sticker: 'Sticker' };

/** One line for a quote, a label or a list. */
export function shortWords(message: SimMessage): string {
  const view = phoneView(message);
  return view.words || view.note || (view.place?.name ?? view.people[0]?.name ?? view.header ?? NAMES[message.type] ?? message.type);
}
