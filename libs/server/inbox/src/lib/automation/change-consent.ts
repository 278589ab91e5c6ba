import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { AutomationActor } from '../conversations/automation-actor';
import { SAID_IN_WORDS, saidStop } from '../contacts/marketing-preference';
import type { LockedConversation } from '../conversations/conversation-lock';
import { addNotice } from '../messages/system-message';

/**
 * The customer said in a message that they want no more messages, or want them again. WhatsApp's switch is the lesser word on
 * the same matter: a STOP in words also keeps marketing templates away, and stays whatever the switch says; see saidStop.
 * @param words for the line in the thread
 * @returns the line's id; null where it was so already
 */
export async function changeConsent(tx: EntityManager, conversation: LockedConversation, by: AutomationActor, stop: boolean, words: string): Promise<string | null> {
  const contact = [idToBytes(conversation.contactId), idToBytes(conversation.workspaceId)];
  const [now]: { optedOutAt: Date | null; source: string | null }[] = await tx.query('SELECT opted_out_at AS optedOutAt, opt_source AS source FROM contact WHERE id = ? AND workspace_id = ?', contact);
  if (!now || (stop ? saidStop(now) : now.optedOutAt === null)) return null;
  await tx.query('UPDATE contact SET opted_out_at = IF(?, NOW(3), NULL), opt_changed_at = NOW(3), opt_source = ?, version = version + 1, updated_at = NOW(3) WHERE id = ? AND workspace_id = ?', [stop, SAID_IN_WORDS, ...contact]);
  return addNotice(tx, conversation, { event: stop ? 'opted_out' : 'opted_in', words, authorId: by, facts: { source: SAID_IN_WORDS } });
}
