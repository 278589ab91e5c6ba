import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { ContactIdentityRef, ContactRef } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { contactName } from './contact-name';

/** Contacts with their identities and the name to show, by id. */
export async function loadContacts(manager: EntityManager, workspaceId: string, contactIds: readonly string[]): Promise<Map<string, ContactRef>> {
  if (!contactIds.length) return new Map();
  const workspace = idToBytes(workspaceId);
  const ids = [...new Set(contactIds)].map(idToBytes);
  const [contacts, identities]: [{ id: Buffer; saved_name: string | null; profile_name: string | null; opted_out_at: Date | null }[], { contact_id: Buffer; kind: ContactIdentityRef['kind']; value: string }[]] = await Promise.all([
    manager.query('SELECT id, saved_name, profile_name, opted_out_at FROM contact WHERE workspace_id = ? AND id IN (?)', [workspace, ids]),
    manager.query('SELECT contact_id, kind, value FROM contact_identity WHERE workspace_id = ? AND contact_id IN (?) ORDER BY created_at DESC', [workspace, ids]),
  ]);
  return new Map(
    contacts.map((row) => {
      const own = identities.filter((identity) => identity.contact_id.equals(row.id)).map(({ kind, value }) => ({ kind, value }));
      const names = { savedName: row.saved_name, profileName: row.profile_name };
      const id = bytesToId(row.id);
      return [id, { id, displayName: contactName(names, own), ...names, identities: own, optedOutAt: row.opted_out_at?.toISOString() ?? null }];
    }),
  );
}
