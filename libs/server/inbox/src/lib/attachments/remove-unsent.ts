import { idToBytes } from '@mailtrixy/server/platform/database';
import type { MediaStore } from '@mailtrixy/server/platform/media-store';
import type { DataSource } from 'typeorm';
import { removeFiles } from './keep-file';

/**
 * Removes a file that no message has taken: first nobody can take it any more, then the bytes go, then the row. A process
 * that dies in between leaves the row, and the sweeper goes on from there.
 * @returns false where a message has taken it, or rules send it again and again
 */
export async function removeUnsent(dataSource: DataSource, store: MediaStore, workspaceId: string, attachmentId: string): Promise<boolean> {
  const row = [idToBytes(attachmentId), idToBytes(workspaceId)];
  const { affectedRows }: { affectedRows: number } = await dataSource.query("UPDATE attachment SET state = 'failed', problem_code = 'gone', problem_words = 'This file has been removed. Attach it again.' WHERE id = ? AND workspace_id = ? AND message_id IS NULL AND kept = 0 AND direction = 'out'", row);
  if (!affectedRows) return false;
  await removeFiles(store, workspaceId, attachmentId);
  await dataSource.query('DELETE FROM attachment WHERE id = ? AND workspace_id = ? AND message_id IS NULL', row);
  return true;
}
