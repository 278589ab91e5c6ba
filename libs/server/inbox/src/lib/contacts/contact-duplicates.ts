import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { ContactDuplicate } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { loadContacts } from '../conversations/contact-refs';

/** More than this is no suggestion. */
const FOUND_MAX = 10;

/** What speaks for one person, the surest first. Each asks by an index. */
const REASONS: readonly { reason: string; sql: string }[] = [
  {
    reason: 'WhatsApp said that this person moved to their number',
    sql: 'SELECT i.contact_id AS id FROM conversation c JOIN contact_identity i ON i.workspace_id = c.workspace_id AND i.kind = c.address_kind AND i.unique_value = c.address WHERE c.workspace_id = ? AND c.contact_id = ? AND i.contact_id <> c.contact_id',
  },
  {
    reason: 'Same phone number, written in another way',
    sql: 'SELECT b.contact_id AS id FROM contact_identity a JOIN contact_identity b ON b.workspace_id = a.workspace_id AND b.match_key = a.match_key WHERE a.workspace_id = ? AND a.contact_id = ? AND b.contact_id <> a.contact_id',
  },
  {
    reason: 'Same WhatsApp username',
    sql: "SELECT b.contact_id AS id FROM contact_identity a JOIN contact_identity b ON b.workspace_id = a.workspace_id AND b.kind = 'username' AND b.value = a.value WHERE a.workspace_id = ? AND a.contact_id = ? AND a.kind = 'username' AND b.contact_id <> a.contact_id",
  },
];

/** Contacts that may be the same person: for a person to decide. */
export async function findDuplicates(manager: EntityManager, workspaceId: string, contactId: string): Promise<ContactDuplicate[]> {
  const reasons = new Map<string, string>();
  for (const { reason, sql } of REASONS) {
    const rows: { id: Buffer }[] = await manager.query(`${sql} LIMIT ${FOUND_MAX}`, [idToBytes(workspaceId), idToBytes(contactId)]);
    for (const { id } of rows) if (!reasons.has(bytesToId(id))) reasons.set(bytesToId(id), reason);
  }
  const contacts = await loadContacts(manager, workspaceId, [...reasons.keys()]);
  return [...reasons].slice(0, FOUND_MAX).flatMap(([id, reason]) => {
    const contact = contacts.get(id);
    return contact ? [{ contact, reason }] : [];
  });
}
