import { idToBytes } from '@mailtrixy/server/platform/database';
import type { DataSource } from 'typeorm';

/** Renewed while the upload goes on; a killed worker's is anybody's after it. */
const LEASE_S = 30;
export const RENEW_MS = (LEASE_S * 1000) / 3;

/** One file on its way to one number, by one process. */
export interface UploadLease {
  workspaceId: string;
  channelId: string;
  attachmentId: string;
  /** Who holds it. */
  owner: string;
}

/** @returns false: another process uploads this file at the moment */
export async function takeUploadLease(dataSource: DataSource, { workspaceId, channelId, attachmentId, owner }: UploadLease): Promise<boolean> {
  const key = [attachmentId, channelId].map(idToBytes);
  // Without an id until it is uploaded: a row that has ended is found by nobody.
  await dataSource.query(
    `INSERT INTO attachment_upload (attachment_id, channel_id, workspace_id, provider_media_id, expires_at, lease_owner, lease_until) VALUES (?, ?, ?, '', NOW(3), ?, NOW(3) + INTERVAL ? SECOND)
     ON DUPLICATE KEY UPDATE lease_owner = IF(lease_until > NOW(3), lease_owner, VALUES(lease_owner)), lease_until = IF(lease_owner = VALUES(lease_owner), VALUES(lease_until), lease_until)`,
    [...key, idToBytes(workspaceId), idToBytes(owner), LEASE_S],
  );
  return (await dataSource.query('SELECT 1 FROM attachment_upload WHERE attachment_id = ? AND channel_id = ? AND lease_owner = ?', [...key, idToBytes(owner)])).length > 0;
}

export async function renewUploadLease(dataSource: DataSource, { channelId, attachmentId, owner }: UploadLease): Promise<void> {
  await dataSource.query('UPDATE attachment_upload SET lease_until = NOW(3) + INTERVAL ? SECOND WHERE attachment_id = ? AND channel_id = ? AND lease_owner = ?', [LEASE_S, ...[attachmentId, channelId, owner].map(idToBytes)]);
}

export async function giveUploadLeaseBack(dataSource: DataSource, { channelId, attachmentId, owner }: UploadLease): Promise<void> {
  await dataSource.query('UPDATE attachment_upload SET lease_owner = NULL, lease_until = NULL WHERE attachment_id = ? AND channel_id = ? AND lease_owner = ?', [attachmentId, channelId, owner].map(idToBytes));
}
