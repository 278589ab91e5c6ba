import { idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import type { LockedConversation } from '../conversations/conversation-lock';

/**
 * Whether this person wants no automatic message at all. WhatsApp's own switch speaks of marketing only, and stops
 * marketing templates; words speak of everything that is automatic.
 */
export async function hasLeft(tx: EntityManager, { workspaceId, contactId }: Pick<LockedConversation, 'workspaceId' | 'contactId'>): Promise<boolean> {
  const found: unknown[] = await tx.query("SELECT 1 FROM contact WHERE id = ? AND workspace_id = ? AND opted_out_at IS NOT NULL AND opt_source <> 'whatsapp'", [idToBytes(contactId), idToBytes(workspaceId)]);
  return found.length > 0;
}
