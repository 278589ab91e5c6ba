import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';

/**
 * Lets the simulator's page play with time: it ages reply windows of a sandbox channel. Aging the windows, rather than
 * shifting a clock, keeps every message's time and the agents' countdown true to the wall clock.
 */
@Injectable()
export class SandboxWindowsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly doorbell: Doorbell,
  ) {}

  /** As if `seconds` had passed for every window of the channel. */
  age(workspaceId: string, channelId: string, seconds: number): Promise<void> {
    return this.shift(workspaceId, channelId, null, 'w.expires_at - INTERVAL ? SECOND', [seconds]);
  }

  /** Closes the window of whoever has one of these addresses. */
  close(workspaceId: string, channelId: string, addresses: string[]): Promise<void> {
    return this.shift(workspaceId, channelId, addresses, 'NOW(3)', []);
  }

  /** Resolves when the channel has `count` conversations, or after `timeoutMs`: what comes later arrives live. */
  async waitForConversations(workspaceId: string, channelId: string, count: number, timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline) {
      const [{ found }] = (await this.dataSource.query('SELECT COUNT(*) AS found FROM conversation WHERE workspace_id = ? AND channel_id = ?', [idToBytes(workspaceId), idToBytes(channelId)])) as { found: number | string }[];
      if (Number(found) >= count) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  private async shift(workspaceId: string, channelId: string, addresses: string[] | null, expression: string, values: unknown[]): Promise<void> {
    if (addresses && !addresses.length) return;
    const ids = [idToBytes(workspaceId), idToBytes(channelId)];
    const who = addresses ? 'AND w.contact_id IN (SELECT contact_id FROM contact_identity WHERE workspace_id = ? AND value IN (?))' : '';
    const whoValues = addresses ? [ids[0], addresses] : [];
    await inTransaction(this.dataSource, async (tx) => {
      // Only a sandbox: a live window is Meta's, not ours to move.
      const open = (await tx.query(
        `SELECT c.id FROM reply_window w JOIN channel ch ON ch.id = w.channel_id AND ch.mode = 'sandbox'
         JOIN conversation c ON c.channel_id = w.channel_id AND c.contact_id = w.contact_id
         WHERE w.workspace_id = ? AND w.channel_id = ? ${who} ORDER BY c.id`,
        [...ids, ...whoValues],
      )) as { id: Buffer }[];
      if (!open.length) return;
      await tx.query('UPDATE conversation SET version = version + 1 WHERE id IN (?)', [open.map(({ id }) => id)]);
      await tx.query(`UPDATE reply_window w SET w.expires_at = ${expression} WHERE w.workspace_id = ? AND w.channel_id = ? ${who}`, [...values, ...ids, ...whoValues]);
      await appendOutbox(tx, open.map(({ id }) => ({ workspaceId, topic: 'conversation.updated' as const, channelId, conversationId: bytesToId(id) })));
    });
    this.doorbell.ringOutbox();
  }
}
