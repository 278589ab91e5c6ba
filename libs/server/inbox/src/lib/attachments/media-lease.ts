import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import type { AttachmentKind } from '@mailtrixy/shared/dto';
import type { DataSource } from 'typeorm';

/** Renewed while the work goes on; a killed worker's file is somebody else's after it. */
export const LEASE_S = 60;

export interface LeasedFile {
  id: string;
  workspaceId: string;
  channelId: string;
  conversationId: string;
  messageId: string;
  kind: AttachmentKind;
  mediaId: string;
  declaredType: string;
  declaredSha256: Buffer | null;
  /** Counts this try; also tells whose lease it is. */
  tries: number;
  /** The provider has let go of it. */
  ended: boolean;
}

interface Row {
  id: Buffer;
  workspace_id: Buffer;
  channel_id: Buffer;
  conversation_id: Buffer;
  message_id: Buffer;
  kind: AttachmentKind;
  provider_media_id: string;
  declared_type: string;
  declared_sha256: Buffer | null;
  tries: number;
  ended: number;
}

/**
 * Takes due files, the longest due first.
 * @param allowed how many more a channel may have; 0 leaves it out
 */
export async function leaseFiles(dataSource: DataSource, limit: number, busy: readonly string[], allowed: (channelId: string) => number): Promise<LeasedFile[]> {
  return inTransaction(dataSource, async (tx) => {
    const without = busy.length ? 'AND channel_id NOT IN (?)' : '';
    const rows: Row[] = await tx.query(
      `SELECT id, workspace_id, channel_id, conversation_id, message_id, kind, provider_media_id, declared_type, declared_sha256, tries, (provider_until IS NULL OR provider_until <= NOW(3)) AS ended
         FROM attachment WHERE state = 'pending' AND next_at <= NOW(3) ${without} ORDER BY next_at LIMIT ? FOR UPDATE SKIP LOCKED`,
      [...(busy.length ? [busy.map(idToBytes)] : []), limit],
    );
    const taken = new Map<string, number>();
    const mine = rows.filter((row) => {
      const channelId = bytesToId(row.channel_id);
      const count = (taken.get(channelId) ?? 0) + 1;
      if (count > allowed(channelId)) return false;
      taken.set(channelId, count);
      return true;
    });
    if (mine.length) await tx.query('UPDATE attachment SET tries = tries + 1, next_at = NOW(3) + INTERVAL ? SECOND, lease_until = NOW(3) + INTERVAL ? SECOND WHERE id IN (?)', [LEASE_S, LEASE_S, mine.map((row) => row.id)]);
    return mine.map(leasedFile);
  });
}

/** @returns false when the lease is somebody else's by now, or the row is gone */
export async function renewLease(dataSource: DataSource, { id, tries }: LeasedFile): Promise<boolean> {
  const { affectedRows }: { affectedRows: number } = await dataSource.query("UPDATE attachment SET next_at = NOW(3) + INTERVAL ? SECOND, lease_until = NOW(3) + INTERVAL ? SECOND WHERE id = ? AND tries = ? AND state = 'pending'", [LEASE_S, LEASE_S, idToBytes(id), tries]);
  return affectedRows > 0;
}

/** A worker that stops hands back what it did not finish; the try does not count. */
export async function releaseLease(dataSource: DataSource, { id, tries }: LeasedFile): Promise<void> {
  await dataSource.query("UPDATE attachment SET next_at = NOW(3), lease_until = NULL, tries = tries - 1 WHERE id = ? AND tries = ? AND state = 'pending'", [idToBytes(id), tries]);
}

function leasedFile(row: Row): LeasedFile {
  return {
    id: bytesToId(row.id),
    workspaceId: bytesToId(row.workspace_id),
    channelId: bytesToId(row.channel_id),
    conversationId: bytesToId(row.conversation_id),
    messageId: bytesToId(row.message_id),
    kind: row.kind,
    mediaId: row.provider_media_id,
    declaredType: row.declared_type,
    declaredSha256: row.declared_sha256,
    tries: row.tries + 1,
    ended: Number(row.ended) === 1,
  };
}
