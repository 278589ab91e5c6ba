import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, newId, type Clock } from '@mailtrixy/server/platform/clock';
import { SETTINGS, type Settings } from '@mailtrixy/server/platform/config';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import type { AcceptInvitationRequest, CreatedLink, InviteRequest, LinkPreview } from '@mailtrixy/shared/dto';
import { DataSource, IsNull, MoreThan, type EntityManager } from 'typeorm';
import { AuditLog } from './audit-log';
import { normalEmail } from './email-address';
import { InvitationEntity, WorkspaceEntity } from './entities';
import { linkUrl } from './link-url';
import { announceMember, MEMBER_CHANGES, type MemberChanges } from './member-changes';
import { assertActiveManager } from './member-rules';
import { PasswordHasher } from './password-hasher';
import { assertStrongPassword } from './password-rules';
import { PeopleRepository } from './people.repository';
import { COMMAND_LINE, type Actor, type Principal, type RequestOrigin } from './principal';
import { hashToken, looksLikeToken, newToken } from './secret-token';
import { SessionsService } from './sessions.service';
import type { SignedIn } from './sign-in.service';

export const INVITATION_MS = 7 * 24 * 60 * 60 * 1000;

/** One-time links by which people join a workspace. There is no mail server: whoever invites passes the link on. */
@Injectable()
export class InvitationsService {
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

  /** Open ones, newest first. */
  list(workspaceId: string): Promise<InvitationEntity[]> {
    return this.dataSource.manager.find(InvitationEntity, {
      where: { workspaceId, acceptedAt: IsNull(), revokedAt: IsNull(), expiresAt: MoreThan(new Date(this.clock.now())) },
      order: { createdAt: 'DESC' },
      take: 500,
    });
  }

  /**
   * The link is shown this once. The same clientId with the same body gives a new link for the same invitation, because
   * the first answer may have been lost; its old link is then dead.
   * @throws DomainError FORBIDDEN, EMAIL_TAKEN, CLIENT_ID_REUSED
   */
  create(workspaceId: string, actor: Principal, request: InviteRequest): Promise<CreatedLink & { repeated: boolean }> {
    const email = request.email ? normalEmail(request.email) : null;
    return this.changes.commit(async (tx) => {
      const members = await this.people.lockAll(workspaceId, tx);
      const manager = assertActiveManager(members, actor.userId);
      if (request.role === 'owner' && manager.role !== 'owner') throw new DomainError('FORBIDDEN', 'Only an owner can invite another owner.');
      if (email && members.some((member) => member.email === email)) {
        throw new DomainError('EMAIL_TAKEN', 'This person is a member already.', { errors: [{ field: 'email', message: 'is a member already' }] });
      }
      // The lock on the members makes two calls with one clientId take turns.
      const old = await tx.findOne(InvitationEntity, { where: { workspaceId, clientId: request.clientId } });
      if (old) return { ...(await this.renew(old, email, request, tx)), repeated: true };
      return { ...(await this.insert(workspaceId, actor.userId, actor, { clientId: request.clientId, email, role: request.role }, tx)), repeated: false };
    });
  }

  /** For the command line: the first owner of a new workspace. */
  createForOwner(tx: EntityManager, workspaceId: string, actor: Actor, email: string): Promise<CreatedLink> {
    return this.insert(workspaceId, COMMAND_LINE, actor, { clientId: newId(), email: normalEmail(email), role: 'owner' }, tx);
  }

  async revoke(workspaceId: string, actor: Principal, invitationId: string): Promise<void> {
    await this.changes.commit(async (tx) => {
      const manager = assertActiveManager(await this.people.lockAll(workspaceId, tx), actor.userId);
      const row = await tx.findOne(InvitationEntity, { where: { id: invitationId, workspaceId } });
      if (!row || row.acceptedAt || row.revokedAt) throw notFound('open invitation');
      if (row.role === 'owner' && manager.role !== 'owner') throw new DomainError('FORBIDDEN', 'Only an owner can withdraw the invitation of an owner.');
      await tx.update(InvitationEntity, { id: row.id }, { revokedAt: new Date(this.clock.now()) });
      await this.audit.record(tx, actor, 'invitation.revoked', { kind: 'invitation', id: row.id, name: row.email ?? row.role });
    });
  }

  /** What the page of the link shows before anything is typed. @throws DomainError LINK_EXPIRED */
  async preview(token: string): Promise<LinkPreview> {
    const row = await this.findOpen(this.dataSource.manager, token, false);
    const workspace = await this.dataSource.manager.findOneByOrFail(WorkspaceEntity, { id: row.workspaceId });
    return { workspaceName: workspace.name, email: row.email, role: row.role };
  }

  /** Joins, once. @throws DomainError LINK_EXPIRED, EMAIL_TAKEN, PASSWORD_WEAK, VALIDATION_FAILED */
  async accept(request: AcceptInvitationRequest, origin: RequestOrigin, presented: string | null): Promise<SignedIn> {
    assertIntended(await this.findOpen(this.dataSource.manager, request.token, false), request.email);
    assertStrongPassword(request.password, [request.email, request.name], 'password');
    const passwordHash = await this.passwords.hash(request.password);
    return this.changes.commit(async (tx) => {
      const row = await this.findOpen(tx, request.token, true);
      const { workspaceId } = row;
      const now = this.clock.now();
      await tx.update(InvitationEntity, { id: row.id }, { acceptedAt: new Date(now) });
      const userId = await this.people.create(workspaceId, { name: request.name, email: request.email, passwordHash, role: row.role }, now, tx);
      await this.sessions.revokeToken(tx, presented);
      const session = await this.sessions.open(tx, workspaceId, userId, origin);
      const actor = { workspaceId, userId, name: request.name, ip: origin.ip, requestId: origin.requestId };
      await announceMember(tx, workspaceId, userId);
      await this.audit.record(tx, actor, 'member.joined', { kind: 'member', id: userId, name: normalEmail(request.email) }, { role: { before: null, after: row.role } });
      return { ...session, workspaceId, userId };
    });
  }

  private async insert(workspaceId: string, createdBy: string, actor: Actor, invitation: { clientId: string; email: string | null; role: InvitationEntity['role'] }, tx: EntityManager): Promise<CreatedLink> {
    const now = this.clock.now();
    const id = newId(now);
    const { token, hash } = newToken();
    const expiresAt = new Date(now + INVITATION_MS);
    await tx.insert(InvitationEntity, { id, workspaceId, ...invitation, tokenHash: hash, createdBy, createdAt: new Date(now), expiresAt, acceptedAt: null, revokedAt: null });
    await this.audit.record(tx, actor, 'invitation.created', { kind: 'invitation', id, name: invitation.email ?? invitation.role }, { role: { before: null, after: invitation.role } });
    return { url: linkUrl(this.settings.publicUrl, 'invite', token), expiresAt: expiresAt.toISOString() };
  }

  private async renew(old: InvitationEntity, email: string | null, request: InviteRequest, tx: EntityManager): Promise<CreatedLink> {
    if (old.email !== email || old.role !== request.role || old.acceptedAt || old.revokedAt) throw new DomainError('CLIENT_ID_REUSED', 'This request was made before with other content. Reload the page and try again.');
    const { token, hash } = newToken();
    const expiresAt = new Date(this.clock.now() + INVITATION_MS);
    await tx.update(InvitationEntity, { id: old.id }, { tokenHash: hash, expiresAt });
    return { url: linkUrl(this.settings.publicUrl, 'invite', token), expiresAt: expiresAt.toISOString() };
  }

  private async findOpen(db: EntityManager, token: string, lock: boolean): Promise<InvitationEntity> {
    const row = looksLikeToken(token) ? await db.findOne(InvitationEntity, { where: { tokenHash: hashToken(token) }, ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : {}) }) : null;
    if (!row || row.acceptedAt || row.revokedAt || row.expiresAt.getTime() <= this.clock.now()) {
      throw new DomainError('LINK_EXPIRED', 'This invitation was used, withdrawn or is older than 7 days. Ask for a new one.');
    }
    return row;
  }
}

function assertIntended(invitation: InvitationEntity, email: string): void {
  if (invitation.email && invitation.email !== normalEmail(email)) {
    throw new DomainError('VALIDATION_FAILED', 'This invitation is for another e-mail address.', { errors: [{ field: 'email', message: `must be ${invitation.email}` }] });
  }
}
