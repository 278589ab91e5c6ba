import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { bytesToId } from '@mailtrixy/server/platform/database';
import { LOGGER, type Logger } from '@mailtrixy/server/platform/logging';
import { DataSource } from 'typeorm';
import { LONG_UNCONFIRMED, LONG_UNCONFIRMED_S } from '../health/long-unconfirmed';
import { SweepClock } from '../sweeping/sweep-clock';

const EVERY_MS = 10_000;
const READ_MAX = 1000;
/** A delivery that waits for longer may hold the very status that settles a send. */
const INGRESS_BEHIND_S = 20;

/**
 * Warns of sends that nobody has confirmed for two minutes: usually a status settles one within seconds, now a person
 * has to look. Each message is told once by each worker. While our own inbound is behind, statuses are late by our fault
 * and nothing is said.
 */
@Injectable()
export class UnconfirmedSweeper implements OnApplicationBootstrap {
  private told = new Set<string>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(SweepClock) private readonly clock: SweepClock,
  ) {}

  onApplicationBootstrap(): void {
    this.clock.every(EVERY_MS, 'unconfirmed sends', () => this.look());
  }

  /** @returns how many messages were told of */
  async look(): Promise<number> {
    const rows: { messageId: Buffer; channelId: Buffer; workspaceId: Buffer; ageS: number }[] = await this.dataSource.query(
      `SELECT a.message_id AS messageId, a.channel_id AS channelId, a.workspace_id AS workspaceId, TIMESTAMPDIFF(SECOND, a.started_at, NOW(3)) AS ageS FROM ${LONG_UNCONFIRMED} ORDER BY a.started_at LIMIT ${READ_MAX}`,
    );
    const fresh = rows.filter(({ messageId }) => !this.told.has(messageId.toString('hex')));
    if (fresh.length && (await this.inboundIsBehind())) return 0;
    this.told = new Set(rows.map(({ messageId }) => messageId.toString('hex')));
    const channels = new Map<string, typeof fresh>();
    for (const row of fresh) channels.set(row.channelId.toString('hex'), [...(channels.get(row.channelId.toString('hex')) ?? []), row]);
    for (const own of channels.values()) {
      this.logger.warn(
        { channelId: bytesToId(own[0].channelId), workspaceId: bytesToId(own[0].workspaceId), messages: own.length, oldestS: Number(own[0].ageS), messageIds: own.slice(0, 20).map(({ messageId }) => bytesToId(messageId)) },
        `Messages are not confirmed by WhatsApp for more than ${LONG_UNCONFIRMED_S / 60} minutes. They are never sent again by themselves: open them and press Retry or Dismiss`,
      );
    }
    return fresh.length;
  }

  private async inboundIsBehind(): Promise<boolean> {
    const waiting = await this.dataSource.query("SELECT 1 FROM webhook_event WHERE state = 'received' AND received_at < NOW(3) - INTERVAL ? SECOND LIMIT 1", [INGRESS_BEHIND_S]);
    return waiting.length > 0;
  }
}
