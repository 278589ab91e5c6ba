import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { EntityManager } from 'typeorm';
import { numberMatch } from '../contacts/number-match-key';
import type { SettledSend } from './send-outcome';

/** A conversation whose person WhatsApp knows by another wa_id than the one that was sent to. */
export interface Correction {
  conversationId: string;
  from: string;
  to: string;
}

const WA_ID = /^[0-9]{5,20}$/;

/**
 * WhatsApp answers a send with the wa_id that it knows the person by; in some countries it is not the number that was
 * dialled (META-CLOUD-API §14). Stored as one more address of the contact, it makes the person's reply find this
 * conversation instead of beginning another. An address that belongs to somebody else stays there: merging two contacts
 * is a person's decision. Comes before the conversations are locked, since contacts are locked first everywhere.
 * @returns what is to be corrected once the conversations are locked
 */
export async function learnAddresses(tx: EntityManager, settled: readonly SettledSend[]): Promise<Correction[]> {
  const told = new Map<string, Correction>();
  for (const { send, outcome } of settled) {
    const to = outcome.kind === 'accepted' ? outcome.receipt.canonicalAddress : null;
    const { kind, value } = send.message.to;
    if (to && WA_ID.test(to) && to !== value && (kind === 'wa_id' || kind === 'phone')) told.set(send.conversationId, { conversationId: send.conversationId, from: value, to });
  }
  if (!told.size) return [];
  const rows: { id: Buffer; workspaceId: Buffer; contactId: Buffer }[] = await tx.query('SELECT id, workspace_id AS workspaceId, contact_id AS contactId FROM conversation WHERE id IN (?)', [[...told.keys()].sort().map(idToBytes)]);
  if (!rows.length) return [];
  await tx.query('SELECT id FROM contact WHERE id IN (?) ORDER BY id FOR UPDATE', [rows.map(({ contactId }) => contactId).sort(Buffer.compare)]);
  const corrections: Correction[] = [];
  const wanted = rows.map((row) => ({ ...row, correction: told.get(bytesToId(row.id)) as Correction })).sort((a, b) => (a.correction.to < b.correction.to ? -1 : 1));
  for (const { workspaceId, contactId, correction } of wanted) {
    await tx.query("INSERT INTO contact_identity (id, workspace_id, contact_id, kind, value, unique_value, match_key) VALUES (?, ?, ?, 'wa_id', ?, ?, ?) ON DUPLICATE KEY UPDATE id = id", [idToBytes(newId()), workspaceId, contactId, correction.to, correction.to, numberMatch({ kind: 'wa_id', value: correction.to })?.key ?? null]);
    const [owner]: { contactId: Buffer }[] = await tx.query("SELECT contact_id AS contactId FROM contact_identity WHERE workspace_id = ? AND kind = 'wa_id' AND unique_value = ?", [workspaceId, correction.to]);
    if (owner?.contactId.equals(contactId)) corrections.push(correction);
  }
  return corrections;
}

/** The caller holds the conversations' locks. Whoever has changed the address meanwhile knows better. */
export async function correctAddresses(tx: EntityManager, corrections: readonly Correction[]): Promise<void> {
  for (const { conversationId, from, to } of corrections) await tx.query("UPDATE conversation SET address_kind = 'wa_id', address = ? WHERE id = ? AND address = ?", [to, idToBytes(conversationId), from]);
}
