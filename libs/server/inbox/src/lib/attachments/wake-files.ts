import { idToBytes } from '@mailtrixy/server/platform/database';
import type { DataSource } from 'typeorm';
import { liftPause } from './media-budget';

/** So long after it was pasted a token is the reason why its channel changed. */
const FRESH_TOKEN_S = 60;

/**
 * A channel may ask Meta again: files that waited for that need not wait for their next look. A new token is a new
 * beginning, for what Meta refused the old one.
 * @returns true when there were some
 */
export async function wakeFiles(dataSource: DataSource, channelId: string): Promise<boolean> {
  const key = idToBytes(channelId);
  const { affectedRows }: { affectedRows: number } = await dataSource.query(
    "UPDATE attachment SET next_at = LEAST(next_at, NOW(3)) WHERE channel_id = ? AND state = 'pending' AND problem_code = 'no_access' AND lease_until IS NULL AND EXISTS (SELECT 1 FROM channel c WHERE c.id = attachment.channel_id AND c.send_hold IS NULL)",
    [key],
  );
  if (!affectedRows) return false;
  const [fresh] = await dataSource.query("SELECT 1 FROM channel_secret s JOIN channel c ON c.id = s.channel_id AND c.workspace_id = s.workspace_id WHERE c.id = ? AND s.name = 'access_token' AND s.state = 'active' AND s.set_at > NOW(3) - INTERVAL ? SECOND LIMIT 1", [key, FRESH_TOKEN_S]);
  if (fresh) await liftPause(dataSource, channelId);
  return true;
}
