import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import type { ApplyPasswordResetRequest, CreatedLink, LinkPreview } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog, changedSecret } from './audit-log';
import { normalEmail } from './email-address';
import { PasswordResetEntity, UserEntity, WorkspaceEntity } from './entities';
import { linkUrl } from './link-url';
import { announceMember, MEMBER_CHANGES, type MemberChanges } from './member-changes';
import { assertActiveManager, assertMayTouch } from './member-rules';
import { PasswordHasher } from './password-hasher';
import { assertStrongPassword } from './password-rules';
import { PeopleRepository } from './people.repository';
import { COMMAND_LINE_NAME, type Principal, type RequestOrigin } from './principal';
import { hashToken, looksLikeToken, newToken } from './secret-token';
import { SessionsService } from './sessions.service';

export const RESET_MS = 60 * 60 * 1000;

/** One-time links that set a new password, made by an owner, an admin or the command line. */
@Injectable()
export class PasswordResetsService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(MEMBER_CHANGES) private readonly changes: MemberChanges,
  ) {}

  /** Older links of this member stop working. @throws DomainError NOT_FOUND, FORBIDDEN */
  createLink(workspaceId: string, actor: Principal, userId: string): Promise<CreatedLink> {
    return this.changes.commit(async (tx) => {
      const members = await this.people.lockAll(workspaceId, tx);
      const manager = assertActiveManager(members, actor.userId);
      const member = members.find((one) => one.userId === userId);
      if (!member) throw notFound('member');
      assertMayTouch(manager, member);
      if ((await this.people.workspacesOf(userId, tx)).length > 1) throw new DomainError('FORBIDDEN', 'This person belongs to several workspaces, so only the administrator of the server can reset the password.');
      await this.audit.record(tx, actor, 'member.reset_link_created', { kind: 'member', id: userId, name: member.email });
      return this.insert(tx, userId, actor.userId);
    });
  }

  /** For the command line. Null: nobody has this address. */
  createLinkByEmail(email: string): Promise<CreatedLink | null> {
    return this.changes.commit(async (tx) => {
      const user = await tx.findOne(UserEntity, { where: { email: normalEmail(email) } });
      if (!user) return null;
      for (const workspaceId of await this.people.workspacesOf(user.id, tx)) {
        await this.audit.record(tx, { workspaceId, userId: null, name: COMMAND_LINE_NAME, ip: '', requestId: '' }, 'member.reset_link_created', { kind: 'member', id: user.id, name: user.email });
      }
      return this.insert(tx, user.id, null);
    });
  }

  /** @throws DomainError LINK_EXPIRED */
  async preview(token: string): Promise<LinkPreview> {
    const { manager } = this.dataSource;
    const row = await this.findOpen(manager, token, false);
    const user = await manager.findOneByOrFail(UserEntity, { id: row.userId });
    const [workspaceId] = await this.people.workspacesOf(row.userId, manager);
    const workspace = workspaceId ? await manager.findOneBy(WorkspaceEntity, { id: workspaceId }) : null;
    return { workspaceName: workspace?.name ?? '', email: user.email, role: null };
  }

  /** Sets the password, once, and ends every session of that user. @throws DomainError LINK_EXPIRED, PASSWORD_WEAK */
  async apply(request: ApplyPasswordResetRequest, origin: RequestOrigin): Promise<void> {
    const open = await this.findOpen(this.dataSource.manager, request.token, false);
    const user = await this.dataSource.manager.findOneByOrFail(UserEntity, { id: open.userId });
    assertStrongPassword(request.password, [user.email, user.name], 'password');
    const passwordHash = await this.passwords.hash(request.password);
    await this.changes.commit(async (tx) => {
      const row = await this.findOpen(tx, request.token, true);
      await this.closeLinks(tx, row.userId);
      await tx.update(UserEntity, { id: row.userId }, { passwordHash });
      await this.sessions.revokeAll(tx, row.userId);
      for (const workspaceId of await this.people.workspacesOf(row.userId, tx)) {
        await announceMember(tx, workspaceId, row.userId);
        const actor = { workspaceId, userId: user.id, name: user.name, ip: origin.ip, requestId: origin.requestId };
        await this.audit.record(tx, actor, 'member.password_reset', { kind: 'member', id: user.id, name: user.email }, { password: changedSecret });
      }
    });
  }

  private async insert(tx: EntityManager, userId: string, createdBy: string | null): Promise<CreatedLink> {
    const now = this.clock.now();
    const { token, hash } = newToken();
    const expiresAt = new Date(now + RESET_MS);
    await this.closeLinks(tx, userId);
    await tx.insert(PasswordResetEntity, { id: newId(now), userId, tokenHash: hash, createdBy, createdAt: new Date(now), expiresAt, usedAt: null });
    return { url: linkUrl(this.settings.publicUrl, 'reset', token), expiresAt: expiresAt.toISOString() };
  }

  /** Ends every open link of a user: used, or superseded by a changed password or a newer link. */
  async closeLinks(tx: EntityManager, userId: string): Promise<void> {
    await tx.query('UPDATE password_reset SET used_at = ? WHERE user_id = ? AND used_at IS NULL', [new Date(this.clock.now()), idToBytes(userId)]);
  }

  private async findOpen(db: EntityManager, token: string, lock: boolean): Promise<PasswordResetEntity> {
    const row = looksLikeToken(token) ? await db.findOne(PasswordResetEntity, { where: { tokenHash: hashToken(token) }, ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : {}) }) : null;
    if (!row || row.usedAt || row.expiresAt.getTime() <= this.clock.now()) throw new DomainError('LINK_EXPIRED', 'This link was used already or is older than an hour. Ask an owner or admin for a new one.');
    return row;
  }
}
