import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditLog, pageCursor, parsePageCursor, systemActor } from '@mailtrixy/server/accounts';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import { appendOutbox } from '@mailtrixy/server/platform/realtime';
import type { ChannelNotice, Page, SendHold } from '@mailtrixy/shared/dto';
import { ChannelsRepository } from '../channels.repository';

/** What a provider told about a number or account, in plain words. */
export interface NewNotice {
  workspaceId: string;
  channelId: string;
  field: string;
  event: string | null;
  severity: ChannelNotice['severity'];
  words: string;
  fix: string | null;
  raw: unknown;
  at: Date;
  /** Sending stops: the provider would refuse it anyway. */
  hold: { reason: SendHold['reason']; code: number | null } | null;
}

const COLUMNS = 'id, channel_id AS channelId, field, event, severity, words, fix, raw, at, dismissed_at AS dismissedAt';
const PAGE_MAX = 100;

interface NoticeRow {
  id: Buffer;
  channelId: Buffer;
  field: string;
  event: string | null;
  severity: ChannelNotice['severity'];
  words: string;
  fix: string | null;
  raw: unknown;
  at: Date;
  dismissedAt: Date | null;
}

/** The notices of a channel: stored with the delivery that brought them, shown to admins until dismissed. */
@Injectable()
export class ChannelNotices {
  constructor(
    private readonly channels: ChannelsRepository,
    private readonly audit: AuditLog,
  ) {}

  /** In the caller's transaction. The same notice again (Meta repeats deliveries) changes nothing. */
  async store(tx: EntityManager, notices: readonly NewNotice[]): Promise<void> {
    for (const notice of notices) {
      const { workspaceId, channelId, field, event, severity, words, fix, raw, at } = notice;
      const id = newId();
      const json = JSON.stringify(raw ?? null);
      const key = createHash('sha256').update(`${field}\n${json}\n${at.getTime()}`).digest();
      await tx.query('INSERT INTO channel_notice (id, workspace_id, channel_id, dedup_key, field, event, severity, words, fix, raw, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE id = id', [
        idToBytes(id),
        idToBytes(workspaceId),
        idToBytes(channelId),
        key,
        field.slice(0, 64),
        event?.slice(0, 64) ?? null,
        severity,
        words.slice(0, 1000),
        fix?.slice(0, 1000) ?? null,
        json,
        at,
      ]);
      const [ours]: unknown[] = await tx.query('SELECT 1 FROM channel_notice WHERE id = ?', [idToBytes(id)]);
      if (!ours) continue;
      if (notice.hold) await this.hold(tx, notice, notice.hold);
      // What the provider changed shows in the next live check.
      await tx.query('INSERT INTO channel_health (channel_id, workspace_id, next_check_at) VALUES (?, ?, NOW(3)) ON DUPLICATE KEY UPDATE next_check_at = NOW(3)', [idToBytes(channelId), idToBytes(workspaceId)]);
      await appendOutbox(tx, [{ workspaceId, topic: 'notice.created', channelId, entityId: id }]);
    }
  }

  /**
   * Newest first.
   * @throws DomainError NOT_FOUND for a channel that the workspace does not have
   */
  async page(workspaceId: string, channelId: string, cursor: string | undefined, limit: number): Promise<Page<ChannelNotice>> {
    if (!(await this.channels.find(workspaceId, channelId))) throw notFound('channel');
    const size = Math.min(limit, PAGE_MAX);
    const after = cursor ? parsePageCursor(cursor) : null;
    const rows: NoticeRow[] = await this.channels.dataSource.query(
      `SELECT ${COLUMNS} FROM channel_notice WHERE workspace_id = ? AND channel_id = ? ${after ? 'AND (at < ? OR (at = ? AND id < ?))' : ''} ORDER BY at DESC, id DESC LIMIT ?`,
      [idToBytes(workspaceId), idToBytes(channelId), ...(after ? [after.at, after.at, idToBytes(after.id)] : []), size + 1],
    );
    const items = rows.slice(0, size).map(toNotice);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > size && last ? pageCursor(new Date(last.at), last.id) : null };
  }

  /** Open ones of some channels that an admin should see at once: warnings and worse. */
  async open(workspaceId: string, channelId: string): Promise<ChannelNotice[]> {
    const rows: NoticeRow[] = await this.channels.dataSource.query(`SELECT ${COLUMNS} FROM channel_notice WHERE workspace_id = ? AND channel_id = ? AND dismissed_at IS NULL AND severity <> 'info' ORDER BY at DESC, id DESC LIMIT 20`, [
      idToBytes(workspaceId),
      idToBytes(channelId),
    ]);
    return rows.map(toNotice);
  }

  /** @throws DomainError NOT_FOUND */
  async dismiss(workspaceId: string, userId: string, channelId: string, noticeId: string): Promise<ChannelNotice> {
    const place = [idToBytes(noticeId), idToBytes(workspaceId), idToBytes(channelId)];
    await this.channels.dataSource.query('UPDATE channel_notice SET dismissed_at = NOW(3), dismissed_by = ? WHERE id = ? AND workspace_id = ? AND channel_id = ? AND dismissed_at IS NULL', [idToBytes(userId), ...place]);
    const [row]: NoticeRow[] = await this.channels.dataSource.query(`SELECT ${COLUMNS} FROM channel_notice WHERE id = ? AND workspace_id = ? AND channel_id = ?`, place);
    if (!row) throw notFound('notice');
    return toNotice(row);
  }

  private async hold(tx: EntityManager, { workspaceId, channelId, words }: NewNotice, hold: NonNullable<NewNotice['hold']>): Promise<void> {
    const channel = await this.channels.lock(tx, workspaceId, channelId);
    if (!channel || channel.sendHold) return;
    Object.assign(channel, { sendHold: hold.reason, sendHoldDetail: words, sendHoldCode: hold.code, sendHoldSince: new Date() });
    await this.channels.save(tx, channel);
    await this.audit.record(tx, systemActor(workspaceId), 'channel.held', { kind: 'channel', id: channelId, name: channel.name }, { sendHold: { before: null, after: hold.reason } });
    await appendOutbox(tx, [{ workspaceId, topic: 'channel.updated', channelId, entityId: channelId }]);
  }
}

/** MySQL hands JSON over parsed, MariaDB as text. */
function toNotice(row: NoticeRow): ChannelNotice {
  return {
    id: bytesToId(row.id),
    channelId: bytesToId(row.channelId),
    field: row.field,
    event: row.event,
    severity: row.severity,
    words: row.words,
    fix: row.fix,
    raw: typeof row.raw === 'string' ? JSON.parse(row.raw) : row.raw,
    at: row.at.toISOString(),
    dismissedAt: row.dismissedAt?.toISOString() ?? null,
  };
}
