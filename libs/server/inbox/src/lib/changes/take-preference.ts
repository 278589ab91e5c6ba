import type { InboundPreference } from '@mailtrixy/server/channels';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { lockNewestConversation, newestLine, tellInThread, type PersonOnChannel } from './newest-conversation';

const EVENTS = { stop: 'opted_out', resume: 'opted_in' } as const;
const WORDS = { stop: 'Stopped marketing messages in WhatsApp', resume: 'Wants marketing messages again' } as const;

/** WhatsApp's own switch for marketing messages. The newest word by the provider's clock counts, in whatever order they come. */
export async function takePreference(tx: EntityManager, person: PersonOnChannel, { category, value }: InboundPreference): Promise<void> {
  const contact = idToBytes(person.contactId);
  const conversation = await lockNewestConversation(tx, person);
  const last = conversation && (await newestLine(tx, conversation, Object.values(EVENTS)));
  if (last && (last.at > person.at || (last.event === EVENTS[value] && last.at.getTime() === person.at.getTime()))) return;
  const [now]: { at: Date | null }[] = await tx.query('SELECT opted_out_at AS at FROM contact WHERE id = ?', [contact]);
  // Where no thread keeps the times, the time of the opt-out itself does.
  if (!last && now.at && now.at > person.at) return;
  const stop = value === 'stop';
  await tx.query('UPDATE contact SET opted_out_at = ?, opt_source = ?, version = version + 1, updated_at = NOW(3) WHERE id = ?', [stop ? person.at : null, 'whatsapp', contact]);
  if (conversation && (now.at !== null) !== stop) await tellInThread(tx, conversation, { event: EVENTS[value], words: WORDS[value], at: person.at, facts: { category, source: 'whatsapp' } });
}
