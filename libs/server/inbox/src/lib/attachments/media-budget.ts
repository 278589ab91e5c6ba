import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import type { DataSource } from 'typeorm';

/** Meta may shut a number's files off for an hour after five refusals within one. */
const REFUSED_MAX = 4;
const WINDOW_S = 3600;
/** A number that does not answer is left alone for a while, so that it does not keep workers waiting. */
const UNANSWERED_MAX = 4;
const UNANSWERED_PAUSE_S = 300;

/** refused: the provider said no. unanswered: time-out, cut, or an error of its own. */
export type DownloadFailure = 'refused' | 'unanswered';

/** How many downloads of each number may run at once: 0 while it is paused. Numbers that are not named are free. */
export async function downloadAllowances(dataSource: DataSource, most: number): Promise<Map<string, number>> {
  const rows: { channel_id: Buffer; allowed: number }[] = await dataSource.query(
    'SELECT channel_id, IF(paused_until > NOW(3), 0, GREATEST(1, LEAST(?, ? - IF(refused_since > NOW(3) - INTERVAL ? SECOND, refused, 0)))) AS allowed FROM media_budget WHERE paused_until > NOW(3) OR refused_since > NOW(3) - INTERVAL ? SECOND',
    [most, REFUSED_MAX, WINDOW_S, WINDOW_S],
  );
  return new Map(rows.map((row) => [bytesToId(row.channel_id), Number(row.allowed)]));
}

/** @returns true when the number is paused from now on */
export async function countFailure(dataSource: DataSource, workspaceId: string, channelId: string, failure: DownloadFailure): Promise<boolean> {
  const key = idToBytes(channelId);
  return inTransaction(dataSource, async (tx) => {
    await tx.query('INSERT INTO media_budget (channel_id, workspace_id) VALUES (?, ?) ON DUPLICATE KEY UPDATE channel_id = channel_id', [key, idToBytes(workspaceId)]);
    const [row]: { refused: number; unanswered: number }[] = await tx.query('SELECT IF(refused_since > NOW(3) - INTERVAL ? SECOND, refused, 0) AS refused, unanswered FROM media_budget WHERE channel_id = ? FOR UPDATE', [WINDOW_S, key]);
    if (failure === 'refused') {
      const refused = Number(row.refused) + 1;
      await tx.query('UPDATE media_budget SET refused = ?, refused_since = IF(? = 1, NOW(3), refused_since), paused_until = IF(? >= ?, refused_since + INTERVAL ? SECOND, paused_until) WHERE channel_id = ?', [refused, refused, refused, REFUSED_MAX, WINDOW_S, key]);
      return refused >= REFUSED_MAX;
    }
    const unanswered = row.unanswered + 1;
    await tx.query('UPDATE media_budget SET unanswered = ?, paused_until = IF(? >= ?, GREATEST(COALESCE(paused_until, NOW(3)), NOW(3) + INTERVAL ? SECOND), paused_until) WHERE channel_id = ?', [Math.min(unanswered, 1000), unanswered, UNANSWERED_MAX, UNANSWERED_PAUSE_S, key]);
    return unanswered >= UNANSWERED_MAX;
  });
}

/** It answers again. Refusals within the hour still count: they are the provider's own count. */
export async function countSuccess(dataSource: DataSource, channelId: string): Promise<void> {
  await dataSource.query('UPDATE media_budget SET unanswered = 0 WHERE channel_id = ? AND unanswered > 0', [idToBytes(channelId)]);
}

/** A person wants it tried once more, now. */
export async function liftPause(dataSource: DataSource, channelId: string): Promise<void> {
  await dataSource.query('UPDATE media_budget SET paused_until = NULL WHERE channel_id = ?', [idToBytes(channelId)]);
}
