import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, EntityManager } from 'typeorm';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { Channel } from './entities/channel.entity';

export interface ChannelHealthRow {
  channelId: string;
  lastInboundAt: Date | null;
  lastOutboundAt: Date | null;
  lastSignatureOkAt: Date | null;
  checks: unknown;
  checkedAt: Date | null;
  rejectedToday: number;
}

/** Rows of channel and channel_health. */
@Injectable()
export class ChannelsRepository {
  constructor(@InjectDataSource() readonly dataSource: DataSource) {}

  find(workspaceId: string, id: string): Promise<Channel | null> {
    return this.dataSource.getRepository(Channel).findOneBy({ id, workspaceId });
  }

  list(workspaceId: string): Promise<Channel[]> {
    return this.dataSource.getRepository(Channel).find({ where: { workspaceId }, order: { createdAt: 'ASC' } });
  }

  findByClientId(workspaceId: string, clientId: string): Promise<Channel | null> {
    return this.dataSource.getRepository(Channel).findOneBy({ workspaceId, clientId });
  }

  /** The row locked for the rest of the transaction; null for another workspace's id. */
  lock(tx: EntityManager, workspaceId: string, id: string): Promise<Channel | null> {
    return tx.findOne(Channel, { where: { id, workspaceId }, lock: { mode: 'pessimistic_write' } });
  }

  async save(tx: EntityManager, channel: Channel): Promise<void> {
    channel.version += 1;
    channel.updatedAt = new Date();
    const { id, workspaceId, ...columns } = channel;
    await tx.update(Channel, { id, workspaceId }, columns);
  }

  /**
   * Runs `work` while nobody else runs work of this name, in any process.
   * @throws DomainError VERSION_CONFLICT after waiting for 15 s
   */
  async inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
    const holder = this.dataSource.createQueryRunner();
    try {
      // Hashed: MySQL takes 64 characters.
      const [{ held }] = (await holder.query('SELECT GET_LOCK(SHA1(CONCAT(DATABASE(), ?)), 15) AS held', [`.${name}`])) as { held: number | string | null }[];
      if (Number(held) !== 1) throw new DomainError('VERSION_CONFLICT', 'Somebody else is doing this right now. Wait a moment, then try again.');
      return await work();
    } finally {
      await holder.query('SELECT RELEASE_LOCK(SHA1(CONCAT(DATABASE(), ?)))', [`.${name}`]).catch(() => undefined);
      await holder.release();
    }
  }

  async hasConversations(workspaceId: string, id: string): Promise<boolean> {
    const rows = (await this.dataSource.query('SELECT 1 FROM conversation WHERE workspace_id = ? AND channel_id = ? LIMIT 1', [idToBytes(workspaceId), idToBytes(id)])) as unknown[];
    return rows.length > 0;
  }

  async waiting(workspaceId: string, channelIds: string[]): Promise<Map<string, number>> {
    if (!channelIds.length) return new Map();
    const rows = (await this.dataSource.query(
      `SELECT m.channel_id AS channelId, COUNT(*) AS waiting FROM outbound_lane l JOIN message m ON m.conversation_id = l.conversation_id
       WHERE l.workspace_id = ? AND l.channel_id IN (?) AND m.delivery_status = 'queued' GROUP BY m.channel_id`,
      [idToBytes(workspaceId), channelIds.map(idToBytes)],
    )) as { channelId: Buffer; waiting: number | string }[];
    return new Map(rows.map((row) => [bytesToId(row.channelId), Number(row.waiting)]));
  }

  async health(workspaceId: string, channelIds: string[]): Promise<Map<string, ChannelHealthRow>> {
    if (!channelIds.length) return new Map();
    const ids = channelIds.map(idToBytes);
    const rows = (await this.dataSource.query(
      `SELECT h.channel_id AS channelId, h.last_inbound_at AS lastInboundAt, h.last_outbound_at AS lastOutboundAt, h.last_signature_ok_at AS lastSignatureOkAt, h.checks, h.checked_at AS checkedAt,
         (SELECT COUNT(*) FROM webhook_rejected r WHERE r.channel_id = h.channel_id AND r.received_at > NOW(3) - INTERVAL 24 HOUR AND r.matched_at IS NULL AND r.reason <> 'verify_ok') AS rejectedToday
       FROM channel_health h WHERE h.workspace_id = ? AND h.channel_id IN (?)`,
      [idToBytes(workspaceId), ids],
    )) as (Omit<ChannelHealthRow, 'channelId'> & { channelId: Buffer })[];
    return new Map(rows.map((row) => [bytesToId(row.channelId), { ...row, channelId: bytesToId(row.channelId), checks: typeof row.checks === 'string' ? JSON.parse(row.checks) : row.checks, rejectedToday: Number(row.rejectedToday) }]));
  }

  /** How busy a channel has been: what silence is measured against. */
  async traffic(workspaceId: string, channelId: string): Promise<{ days: number; deliveries: number }> {
    const [row] = (await this.dataSource.query('SELECT COUNT(DISTINCT DATE(received_at)) AS days, COUNT(*) AS deliveries FROM webhook_event_channel WHERE workspace_id = ? AND channel_id = ? AND received_at > NOW(3) - INTERVAL 8 DAY', [
      idToBytes(workspaceId),
      idToBytes(channelId),
    ])) as { days: number | string; deliveries: number | string }[];
    return { days: Number(row.days), deliveries: Number(row.deliveries) };
  }

  async saveChecks(workspaceId: string, channelId: string, checks: unknown): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO channel_health (channel_id, workspace_id, checks, checked_at) VALUES (?, ?, ?, NOW(3))
       ON DUPLICATE KEY UPDATE checks = VALUES(checks), checked_at = VALUES(checked_at)`,
      [idToBytes(channelId), idToBytes(workspaceId), JSON.stringify(checks)],
    );
  }

  /** @param column a fixed name, never input */
  async touchHealth(column: 'last_outbound_at' | 'last_rejected_at' | 'last_inbound_at', channelIds: string[]): Promise<void> {
    if (!channelIds.length) return;
    await this.dataSource.query(
      `INSERT INTO channel_health (channel_id, workspace_id, ${column}) SELECT id, workspace_id, NOW(3) FROM channel WHERE id IN (?)
       ON DUPLICATE KEY UPDATE ${column} = VALUES(${column})`,
      [channelIds.map(idToBytes)],
    );
  }

  async recordSignatureOk(channelIds: string[], secretId: string): Promise<void> {
    if (!channelIds.length) return;
    await this.dataSource.query(
      `INSERT INTO channel_health (channel_id, workspace_id, last_inbound_at, last_signature_ok_at, last_signature_ok_secret) SELECT id, workspace_id, NOW(3), NOW(3), ? FROM channel WHERE id IN (?)
       ON DUPLICATE KEY UPDATE last_inbound_at = VALUES(last_inbound_at), last_signature_ok_at = VALUES(last_signature_ok_at), last_signature_ok_secret = VALUES(last_signature_ok_secret)`,
      [idToBytes(secretId), channelIds.map(idToBytes)],
    );
  }
}
