import { bytesToId, idSql } from '@mailtrixy/server/platform/database';

/** What one row of the outbox speaks of besides its channel. */
export interface OutboxTarget {
  conversationId: string | null;
  entityId: string | null;
}

/** Together about 3 kB: such a row stays within its page. */
export const ENTRIES_PER_ROW = 100;

const ID_BYTES = 16;
const TARGET_BYTES = 2 * ID_BYTES;
const NONE = Buffer.alloc(ID_BYTES);
const NO_DIGITS = NONE.toString('hex');

/** outbox_event.entries as hexadecimal digits: two ids per target, zeros for none. */
export function packedTargets(targets: readonly OutboxTarget[]): string {
  return targets.map(({ conversationId, entityId }) => hexOf(conversationId) + hexOf(entityId)).join('');
}

export function unpackedTargets(entries: Buffer): OutboxTarget[] {
  return Array.from({ length: Math.floor(entries.length / TARGET_BYTES) }, (_, index) => {
    const at = index * TARGET_BYTES;
    return { conversationId: idAt(entries, at), entityId: idAt(entries, at + ID_BYTES) };
  });
}

function hexOf(id: string | null): string {
  return id === null ? NO_DIGITS : idSql(id).slice(2, -1);
}

function idAt(entries: Buffer, at: number): string | null {
  const bytes = entries.subarray(at, at + ID_BYTES);
  return bytes.equals(NONE) ? null : bytesToId(bytes);
}
