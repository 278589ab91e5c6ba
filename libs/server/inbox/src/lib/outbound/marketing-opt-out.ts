import { idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { EntityManager } from 'typeorm';
import type { LockedConversation } from '../conversations/conversation-lock';

/**
 * Who stopped marketing messages gets none. Meta would refuse it too, later (131050).
 * @throws DomainError INBOX_OPTED_OUT
 */
export async function mustTakeMarketing(tx: EntityManager, { workspaceId, contactId }: LockedConversation): Promise<void> {
  const [contact]: { opted_out_at: Date | null }[] = await tx.query('SELECT opted_out_at FROM contact WHERE id = ? AND workspace_id = ?', [idToBytes(contactId), idToBytes(workspaceId)]);
  if (contact?.opted_out_at) throw new DomainError('INBOX_OPTED_OUT', 'This person stopped marketing messages. Choose a utility template, or wait until they write.');
}
