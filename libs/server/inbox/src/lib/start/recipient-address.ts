import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { IdentityKind } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import { numberMatch } from '../contacts/number-match-key';

export interface RecipientAddress {
  kind: IdentityKind;
  value: string;
}

/** Where a new message to a contact would go on one channel, and what is there already. */
export interface Reach {
  address: RecipientAddress | null;
  /** The newest conversation on the channel. */
  newest: { id: string; open: boolean } | null;
}

interface Row {
  id: Buffer;
  contact_id: Buffer;
  open_slot: number | null;
  address_kind: IdentityKind;
  address: string;
  last_message_at: Date;
}

/** Surest first: what WhatsApp gave us, what somebody dialled, the id of a person who hides the number. */
const KINDS: readonly IdentityKind[] = ['wa_id', 'phone', 'bsuid'];

/**
 * The address that Meta last gave us in the conversation on this channel; else one of the contact's own.
 * @param dialled digits that somebody typed: an address in another way of writing it wins over others
 */
export async function reachOf(db: Pick<EntityManager, 'query'>, workspaceId: string, channel: { id: string; wabaId: string | null }, contactIds: readonly string[], dialled: string | null = null): Promise<Map<string, Reach>> {
  if (!contactIds.length) return new Map();
  const ids = contactIds.map(idToBytes);
  const [conversations, identities]: [Row[], { contact_id: Buffer; kind: IdentityKind; value: string }[]] = await Promise.all([
    db.query('SELECT id, contact_id, open_slot, address_kind, address, last_message_at FROM conversation WHERE workspace_id = ? AND channel_id = ? AND contact_id IN (?)', [idToBytes(workspaceId), idToBytes(channel.id), ids]),
    // An opaque id belongs to the account that told it; one without unique_value is history.
    db.query("SELECT contact_id, kind, value FROM contact_identity WHERE workspace_id = ? AND contact_id IN (?) AND unique_value IS NOT NULL AND (kind <> 'bsuid' OR scope IS NULL OR scope = ?) ORDER BY created_at DESC", [idToBytes(workspaceId), ids, channel.wabaId]),
  ]);
  const wanted = dialled === null ? null : numberMatch({ kind: 'phone', value: dialled })?.key;
  const matches = (address: RecipientAddress) => !wanted || numberMatch(address)?.key === wanted;
  return new Map(
    contactIds.map((contactId) => {
      const newest = conversations.filter((row) => bytesToId(row.contact_id) === contactId).sort(byNewest)[0];
      const own = identities.filter((row) => bytesToId(row.contact_id) === contactId).sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
      const known = newest ? [{ kind: newest.address_kind, value: newest.address }] : [];
      const candidates = [...known, ...own.filter(({ kind }) => KINDS.includes(kind)).map(({ kind, value }) => ({ kind, value }))];
      const address = candidates.find(matches) ?? (dialled === null ? null : { kind: 'phone' as const, value: dialled });
      return [contactId, { address, newest: newest ? { id: bytesToId(newest.id), open: newest.open_slot === 1 } : null }];
    }),
  );
}

function byNewest(a: Row, b: Row): number {
  return (b.open_slot ?? 0) - (a.open_slot ?? 0) || b.last_message_at.getTime() - a.last_message_at.getTime();
}
