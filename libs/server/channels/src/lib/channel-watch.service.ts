import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { bytesToId, idToBytes, inTransaction } from '@mailtrixy/server/platform/database';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { ConnectionCheck, ConnectionTest } from '@mailtrixy/shared/dto';
import { ChannelConnectionService } from './channel-connection.service';
import { ChannelsRepository } from './channels.repository';
import { ChannelNotices } from './notices/channel-notices';
import { watchNotices } from './notices/watch-notices';

/** Channels looked at in one go. */
const CLAIM = 5;

/**
 * Checks active channels again and again, so that an admin learns of an expiring token, a flagged number or silence
 * before customers do. What is due is a row's next_check_at; a worker that dies costs one interval.
 */
@Injectable()
export class ChannelWatch {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly connection: ChannelConnectionService,
    private readonly notices: ChannelNotices,
    private readonly doorbell: Doorbell,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @returns true when there may be more to do */
  async run(): Promise<boolean> {
    const due = await this.claim();
    let failure: unknown;
    for (const { workspaceId, channelId, before } of due) {
      // One channel whose secrets are missing or cannot be read must not keep the others unchecked.
      await this.check(workspaceId, channelId, before).catch((error: unknown) => (failure ??= error));
    }
    if (due.length) this.doorbell.ringOutbox();
    if (failure) throw failure;
    return due.length === CLAIM;
  }

  private async claim(): Promise<{ workspaceId: string; channelId: string; before: ConnectionCheck[] }[]> {
    const everyS = Math.ceil(this.settings.healthCheckMs / 1000);
    return inTransaction(this.channels.dataSource, async (tx) => {
      const rows: { channelId: Buffer; workspaceId: Buffer; checks: unknown }[] = await tx.query(
        `SELECT h.channel_id AS channelId, h.workspace_id AS workspaceId, h.checks FROM channel_health h JOIN channel c ON c.id = h.channel_id
          WHERE c.status = 'active' AND COALESCE(h.next_check_at, h.checked_at + INTERVAL ? SECOND) <= NOW(3) ORDER BY h.channel_id LIMIT ? FOR UPDATE SKIP LOCKED`,
        [everyS, CLAIM],
      );
      if (rows.length) await tx.query('UPDATE channel_health SET next_check_at = NOW(3) + INTERVAL ? SECOND WHERE channel_id IN (?)', [everyS, rows.map(({ channelId }) => channelId)]);
      return rows.map((row) => ({ workspaceId: bytesToId(row.workspaceId), channelId: bytesToId(row.channelId), before: ((typeof row.checks === 'string' ? JSON.parse(row.checks) : row.checks) ?? []) as ConnectionCheck[] }));
    });
  }

  private async check(workspaceId: string, channelId: string, before: readonly ConnectionCheck[]): Promise<void> {
    const result = await this.connection.test(workspaceId, channelId);
    const told = watchNotices({ workspaceId, channelId, before, result, now: this.clock.now() });
    await inTransaction(this.channels.dataSource, async (tx) => {
      const changed = await this.learn(tx, channelId, result);
      if (changed || stateWords(before) !== stateWords(result.checks)) await appendOutbox(tx, [{ workspaceId, topic: 'channel.updated', channelId, entityId: channelId }]);
      await this.notices.store(tx, told);
    });
  }

  /** What Meta calls the number now. No version step: nobody edited the channel. */
  private async learn(tx: { query(sql: string, values: unknown[]): Promise<unknown> }, channelId: string, result: ConnectionTest): Promise<boolean> {
    if (!result.displayAddress) return false;
    const answer = (await tx.query('UPDATE channel SET display_address = ?, verified_name = ? WHERE id = ? AND NOT (display_address <=> ? AND verified_name <=> ?)', [result.displayAddress, result.verifiedName, idToBytes(channelId), result.displayAddress, result.verifiedName])) as { affectedRows?: number };
    return (answer.affectedRows ?? 0) > 0;
  }
}

function stateWords(checks: readonly ConnectionCheck[]): string {
  return checks.map(({ check, state, words }) => (check === 'last_inbound' && state === 'ok' ? check : `${check} ${state} ${words}`)).join('\n');
}
