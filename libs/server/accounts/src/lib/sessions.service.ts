import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import type { Role, SessionInfo } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { SessionEntity } from './entities';
import { announceMember, MEMBER_CHANGES, type MemberChanges } from './member-changes';
import type { Principal, RequestOrigin } from './principal';
import { hashToken, looksLikeToken, newToken } from './secret-token';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const SESSION_IDLE_MS = 12 * HOUR;
export const SESSION_ABSOLUTE_MS = 7 * 24 * HOUR;
/** How exact "last seen" is; spares a write per request. */
const TOUCH_EVERY_MS = MINUTE;
/** How long ended sessions are kept: for the address book of sign-in limits. */
const KEEP_MS = 30 * 24 * HOUR;

interface SessionRow {
  id: Buffer;
  user_id: Buffer;
  workspace_id: Buffer;
  role: Role;
  name: string;
  last_seen_at: Date;
  expires_at: Date;
}

export interface NewSession {
  id: string;
  /** For the cookie; only its hash is stored. */
  token: string;
}

/** Sessions of signed-in members. Every look reads the row, so that a revoked session is dead at once in every process. */
@Injectable()
export class SessionsService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MEMBER_CHANGES) private readonly changes: MemberChanges,
  ) {}

  /** Runs in the caller's transaction. A session id is never reused: signing in always makes a new one. */
  async open(tx: EntityManager, workspaceId: string, userId: string, origin: RequestOrigin): Promise<NewSession> {
    const now = this.clock.now();
    const { token, hash } = newToken();
    const id = newId(now);
    await tx.query('DELETE FROM session WHERE user_id = ? AND expires_at < ?', [idToBytes(userId), new Date(now - KEEP_MS)]);
    await tx.insert(SessionEntity, {
      id,
      tokenHash: hash,
      userId,
      workspaceId,
      ip: origin.ip,
      userAgent: origin.userAgent.slice(0, 255),
      createdAt: new Date(now),
      lastSeenAt: new Date(now),
      expiresAt: new Date(now + SESSION_ABSOLUTE_MS),
      revokedAt: null,
    });
    return { id, token };
  }

  /**
   * Who holds this token now; null when nobody does (unknown, revoked, idle, too old, member deactivated).
   * Also for sockets: ask again when `member.updated` names the user, and at least every few seconds.
   */
  async resolve(token: string | null | undefined, origin: Pick<RequestOrigin, 'ip' | 'requestId'>): Promise<Principal | null> {
    if (!looksLikeToken(token)) return null;
    const rows: SessionRow[] = await this.dataSource.query(
      `SELECT s.id, s.user_id, s.workspace_id, s.last_seen_at, s.expires_at, m.role, u.name
         FROM session s
         JOIN membership m ON m.workspace_id = s.workspace_id AND m.user_id = s.user_id AND m.disabled_at IS NULL
         JOIN \`user\` u ON u.id = s.user_id
        WHERE s.token_hash = ? AND s.revoked_at IS NULL`,
      [hashToken(token)],
    );
    const row = rows[0];
    const now = this.clock.now();
    if (!row || row.expires_at.getTime() <= now || row.last_seen_at.getTime() + SESSION_IDLE_MS <= now) return null;
    if (row.last_seen_at.getTime() + TOUCH_EVERY_MS <= now) await this.touch(row, now);
    return {
      workspaceId: bytesToId(row.workspace_id),
      userId: bytesToId(row.user_id),
      sessionId: bytesToId(row.id),
      name: row.name,
      role: row.role,
      ip: origin.ip,
      requestId: origin.requestId,
    };
  }

  /** Live sessions of one member, newest use first. */
  async list(workspaceId: string, userId: string, currentId: string): Promise<SessionInfo[]> {
    const now = this.clock.now();
    const rows = await this.dataSource.manager.find(SessionEntity, { where: { workspaceId, userId }, order: { lastSeenAt: 'DESC' } });
    return rows
      .filter((row) => !row.revokedAt && row.expiresAt.getTime() > now && row.lastSeenAt.getTime() + SESSION_IDLE_MS > now)
      .map((row) => ({
        id: row.id,
        current: row.id === currentId,
        createdAt: row.createdAt.toISOString(),
        lastSeenAt: row.lastSeenAt.toISOString(),
        ip: row.ip,
        userAgent: row.userAgent,
      }));
  }

  /** Ends one session of this member. @throws DomainError NOT_FOUND for anybody else's */
  async revoke(workspaceId: string, userId: string, sessionId: string): Promise<void> {
    await this.changes.commit(async (tx) => {
      const row = await tx.findOne(SessionEntity, { where: { id: sessionId, workspaceId, userId } });
      if (!row || row.revokedAt) throw notFound('session');
      await tx.update(SessionEntity, { id: sessionId }, { revokedAt: new Date(this.clock.now()) });
      await announceMember(tx, workspaceId, userId);
    });
  }

  /** Ends the session that this token opens, if any. Used where a new one takes its place. */
  async revokeToken(tx: EntityManager, token: string | null | undefined): Promise<void> {
    if (!looksLikeToken(token)) return;
    await tx.query('UPDATE session SET revoked_at = ? WHERE token_hash = ? AND revoked_at IS NULL', [new Date(this.clock.now()), hashToken(token)]);
  }

  /** Ends every session of a user, in all workspaces, except one. In the caller's transaction. */
  async revokeAll(tx: EntityManager, userId: string, exceptId: string | null = null): Promise<void> {
    const except = exceptId ? ' AND id <> ?' : '';
    await tx.query(`UPDATE session SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL${except}`, [new Date(this.clock.now()), idToBytes(userId), ...(exceptId ? [idToBytes(exceptId)] : [])]);
  }

  private async touch(row: SessionRow, now: number): Promise<void> {
    await this.dataSource.query('UPDATE session SET last_seen_at = ? WHERE id = ?', [new Date(now), row.id]);
    await this.dataSource.query('UPDATE membership SET last_seen_at = ? WHERE workspace_id = ? AND user_id = ?', [new Date(now), row.workspace_id, row.user_id]);
  }
}
