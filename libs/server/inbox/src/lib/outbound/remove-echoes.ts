import { bytesToId, isDuplicate } from '@mailtrixy/server/platform/database';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { EntityManager } from 'typeorm';
import { refreshPreviews } from '../messages/refresh-preview';

interface Row {
  id: Buffer;
  workspace_id: Buffer;
  channel_id: Buffer;
  conversation_id: Buffer;
}

/**
 * The phone app's echo of a send of ours may come before its answer, when nobody could know whose it is: as soon as the
 * send has its id, our own message stays and the echo goes. Only where the id is really taken.
 * @param write gives our messages their ids
 */
export async function writeOverEchoes(tx: EntityManager, ids: readonly { channelId: Buffer; externalId: string | null }[], write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isDuplicate(error, 'ux_message_external')) throw error;
    for (const { channelId, externalId } of ids) if (externalId !== null) await removeEcho(tx, channelId, externalId);
    await write();
  }
}

async function removeEcho(tx: EntityManager, channelId: Buffer, externalId: string): Promise<void> {
  const [echo]: Row[] = await tx.query("SELECT id, workspace_id, channel_id, conversation_id FROM message WHERE channel_id = ? AND external_id = ? AND author_kind = 'phone' AND direction = 'out' FOR UPDATE", [channelId, externalId]);
  if (!echo) return;
  // Retention removes the file like one that nobody sent.
  await tx.query('UPDATE attachment SET message_id = NULL WHERE message_id = ?', [echo.id]);
  await tx.query('DELETE FROM message WHERE id = ?', [echo.id]);
  await refreshPreviews(tx, [echo.conversation_id], null);
  // Open browsers ask for it, and are told that it is gone.
  await appendOutbox(tx, [{ workspaceId: bytesToId(echo.workspace_id), topic: 'message.updated', channelId: bytesToId(echo.channel_id), conversationId: bytesToId(echo.conversation_id), entityId: bytesToId(echo.id) }]);
}
