import type { InboundHandover } from '@mailtrixy/server/channels';
import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { lockNewestConversation, newestLine, tellInThread, type PersonOnChannel } from './newest-conversation';

const EVENTS = { us: 'handover_to_us', meta_agent: 'handover_to_meta_agent' } as const;
const WORDS = { us: "Meta's AI agent handed this over", meta_agent: "Meta's AI agent took this over" } as const;

/** Meta's own agent takes a thread or gives it to us, with its summary of what was said. Out of order, the newest counts. */
export async function takeHandover(tx: EntityManager, person: PersonOnChannel, { owner, summary }: InboundHandover): Promise<void> {
  const conversation = await lockNewestConversation(tx, person);
  if (!conversation) return;
  const last = await newestLine(tx, conversation, Object.values(EVENTS));
  if (last && (last.at > person.at || (last.event === EVENTS[owner] && last.at.getTime() === person.at.getTime()))) return;
  await tx.query('UPDATE conversation SET meta_agent = ? WHERE id = ?', [owner === 'meta_agent' ? 1 : 0, idToBytes(conversation.id)]);
  await tellInThread(tx, conversation, { event: EVENTS[owner], words: summary ? `${WORDS[owner]}: ${summary}` : WORDS[owner], at: person.at, facts: { owner, summary } });
}
