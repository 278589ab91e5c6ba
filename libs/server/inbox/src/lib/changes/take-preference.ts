import type { InboundPreference } from '@mailtrixy/server/channels';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { saidStop } from '../contacts/marketing-preference';
import { lockNewestConversation, tellInThread, type PersonOnChannel } from './newest-conversation';

const EVENTS = { stop: 'opted_out', resume: 'opted_in' } as const;
const WORDS = { stop: 'Stopped marketing messages in WhatsApp', resume: 'Wants marketing messages again' } as const;

/** WhatsApp's own switch for marketing messages. The newest word by the provider's clock counts, in whatever order they come; none of them counts while a STOP in words does. */
export async function takePreference(tx: EntityManager, person: PersonOnChannel, { category, value }: InboundPreference): Promise<void> {
  const contact = idToBytes(person.contactId);
  const conversation = await lockNewestConversation(tx, person);
  const [now]: { at: Date | null; changed: Date | null; source: string | null }[] = await tx.query('SELECT opted_out_at AS at, COALESCE(opt_changed_at, opted_out_at) AS changed, opt_source AS source FROM contact WHERE id = ?', [contact]);
  if (saidStop({ optedOutAt: now.at, source: now.source }) || (now.changed && now.changed > person.at)) return;
  const stop = value === 'stop';
  if ((now.at !== null) === stop && now.changed?.getTime() === person.at.getTime()) return;
  await tx.query('UPDATE contact SET opted_out_at = ?, opt_changed_at = ?, opt_source = ?, version = version + 1, updated_at = NOW(3) WHERE id = ?', [stop ? person.at : null, person.at, 'whatsapp', contact]);
  if (conversation && (now.at !== null) !== stop) await tellInThread(tx, conversation, { event: EVENTS[value], words: WORDS[value], at: person.at, facts: { category, source: 'whatsapp' } });
}
