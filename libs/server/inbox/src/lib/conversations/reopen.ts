import { idToBytes, isDuplicate } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { EntityManager } from 'typeorm';
import { addSystemMessage } from '../messages/system-message';
import type { LineAuthor } from './automation-actor';
import type { LockedConversation } from './conversation-lock';

/**
 * Opens a resolved conversation again. A contact has at most one open conversation per channel.
 * @returns the id of the system message
 * @throws DomainError INBOX_ALREADY_OPEN when the contact has a newer open one
 */
export async function reopen(tx: EntityManager, conversation: LockedConversation, author: LineAuthor): Promise<string> {
  try {
    await tx.query("UPDATE conversation SET status = 'open', open_slot = 1, resolved_at = NULL WHERE id = ?", [idToBytes(conversation.id)]);
  } catch (error) {
    if (isDuplicate(error)) throw new DomainError('INBOX_ALREADY_OPEN', 'This person has a newer open conversation on this channel. Answer there.');
    throw error;
  }
  conversation.status = 'open';
  return addSystemMessage(tx, conversation, 'reopened', author);
}
