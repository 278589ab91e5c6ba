import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { ContactIdentityRef, ContactRef } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { readAttributes } from '../contacts/contact-attributes';
import { contactName } from './contact-name';

/** Contacts with their identities and the name to show, by id. Addresses that they no longer have are left out, and only name those without any other. */
export async function loadContacts(manager: EntityManager, workspaceId: string, contactIds: readonly string[]): Promise<Map<string, ContactRef>> {
  if (!contactIds.length) return new Map();
  const workspace = idToBytes(workspaceId);
  const ids = [...new Set(contactIds)].map(idToBytes);
  const [contacts, identities]: [{ id: Buffer; saved_name: string | null; profile_name: string | null; opted_out_at: Date | null; attributes: unknown }[], { contact_id: Buffer; kind: ContactIdentityRef['kind']; value: string; former: number }[]] = await Promise.all([
    manager.query('SELECT id, saved_name, profile_name, opted_out_at, attributes FROM contact WHERE workspace_id = ? AND id IN (?)', [workspace, ids]),
    manager.query("SELECT contact_id, kind, value, unique_value IS NULL AND kind <> 'username' AS former FROM contact_identity WHERE workspace_id = ? AND contact_id IN (?) ORDER BY created_at DESC, id DESC", [workspace, ids]),
  ]);
  return new Map(
    contacts.map((row) => {
      const all = identities.filter((identity) => identity.contact_id.equals(row.id));
      const [own, former] = [0, 1].map((is) => all.filter((identity) => identity.former === is).map(({ kind, value }) => ({ kind, value })));
      const names = { savedName: row.saved_name, profileName: row.profile_name };
      const id = bytesToId(row.id);
      return [id, { id, displayName: contactName(names, own.length ? own : former), ...names, identities: own, optedOutAt: row.opted_out_at?.toISOString() ?? null, attributes: readAttributes(row.attributes) }];
    }),
  );
}
