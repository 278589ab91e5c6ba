import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import type { AuditEntryRow, Page } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditEntryEntity } from './entities';
import { pageCursor, parsePageCursor } from './page-cursor';
import type { Actor } from './principal';

export interface AuditTarget {
  /** e.g. 'channel', 'member', 'session' */
  kind: string;
  id?: string | null;
  /** As people know it: an e-mail address, a channel's name. */
  name: string;
}

/** Field → values. A secret's values are `changedSecret`. */
export type AuditChanges = Record<string, { before: unknown; after: unknown }>;

/** For fields whose values nobody may read later. */
export const changedSecret = { before: null, after: 'changed' } as const;

interface AuditRow {
  id: Buffer;
  actor_name: string;
  action: string;
  target_kind: string;
  target_name: string;
  changes: AuditChanges | string;
  ip: string;
  created_at: Date;
}

/** The workspace's append-only record of who did what. */
@Injectable()
export class AuditLog {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Writes one entry, in the transaction of the change when `db` is its manager.
   * @param action past tense, `<kind>.<what>`, e.g. 'channel.activated'
   */
  async record(db: EntityManager | DataSource, actor: Actor, action: string, target: AuditTarget, changes: AuditChanges = {}): Promise<void> {
    const now = this.clock.now();
    const manager = 'manager' in db ? db.manager : db;
    await manager.insert(AuditEntryEntity, {
      id: newId(now),
      workspaceId: actor.workspaceId,
      actorUserId: actor.userId,
      actorName: actor.name.slice(0, 120),
      action,
      targetKind: target.kind,
      targetId: target.id ?? null,
      targetName: target.name.slice(0, 255),
      changes: changes as object,
      ip: actor.ip,
      requestId: actor.requestId,
      createdAt: new Date(now),
    });
  }

  /** Newest first. @throws DomainError VALIDATION_FAILED for a cursor that is not ours */
  async page(workspaceId: string, cursor: string | undefined, limit: number): Promise<Page<AuditEntryRow>> {
    const after = cursor ? parsePageCursor(cursor) : null;
    const rows: AuditRow[] = await this.dataSource.query(
      `SELECT id, actor_name, action, target_kind, target_name, changes, ip, created_at
         FROM audit_entry
        WHERE workspace_id = ?${after ? ' AND (created_at < ? OR (created_at = ? AND id < ?))' : ''}
        ORDER BY created_at DESC, id DESC
        LIMIT ${limit + 1}`,
      [idToBytes(workspaceId), ...(after ? [after.at, after.at, idToBytes(after.id)] : [])],
    );
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map(toRow),
      nextCursor: rows.length > limit && last ? pageCursor(last.created_at, bytesToId(last.id)) : null,
    };
  }
}

function toRow(row: AuditRow): AuditEntryRow {
  return {
    id: bytesToId(row.id),
    at: row.created_at.toISOString(),
    actor: row.actor_name,
    action: row.action,
    target: row.target_name,
    change: typeof row.changes === 'string' ? (JSON.parse(row.changes) as AuditChanges) : row.changes,
    ip: row.ip,
  };
}
