import { Inject, Injectable } from '@nestjs/common';
import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { DEFAULT_PREFERENCES, type ChangePasswordRequest, type Preferences, type Role, type UpdateMeRequest } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { AuditLog, changedSecret } from './audit-log';
import { MembershipEntity, UserEntity, WorkspaceEntity } from './entities';
import { announceMember, MEMBER_CHANGES, type MemberChanges } from './member-changes';
import { PasswordHasher } from './password-hasher';
import { PasswordResetsService } from './password-resets.service';
import { assertStrongPassword } from './password-rules';
import { PeopleRepository } from './people.repository';
import type { Principal } from './principal';
import { SessionsService } from './sessions.service';

/** A member's own page: who they are here and how they like their inbox. */
export interface Profile {
  user: { id: string; name: string; email: string };
  workspace: { id: string; name: string; timeZone: string };
  role: Role;
  preferences: Preferences;
}

/** What members see and change of themselves. */
@Injectable()
export class ProfileService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(PasswordResetsService) private readonly resets: PasswordResetsService,
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(MEMBER_CHANGES) private readonly changes: MemberChanges,
  ) {}

  async get(workspaceId: string, userId: string): Promise<Profile> {
    const { manager } = this.dataSource;
    const [user, workspace, membership] = await Promise.all([
      manager.findOneBy(UserEntity, { id: userId }),
      manager.findOneBy(WorkspaceEntity, { id: workspaceId }),
      manager.findOneBy(MembershipEntity, { workspaceId, userId }),
    ]);
    if (!user || !workspace || !membership) throw notFound('member');
    return {
      user: { id: user.id, name: user.name, email: user.email },
      workspace: { id: workspace.id, name: workspace.name, timeZone: workspace.timeZone },
      role: membership.role,
      preferences: { ...DEFAULT_PREFERENCES, ...user.preferences },
    };
  }

  async update(workspaceId: string, principal: Principal, request: UpdateMeRequest): Promise<Profile> {
    await this.changes.commit(async (tx) => {
      const user = await tx.findOneOrFail(UserEntity, { where: { id: principal.userId }, lock: { mode: 'pessimistic_write' } });
      const name = request.name?.trim() ?? user.name;
      await tx.update(UserEntity, { id: user.id }, { name, preferences: { ...user.preferences, ...request.preferences } });
      if (name === user.name) return;
      for (const id of await this.people.workspacesOf(user.id, tx)) await announceMember(tx, id, user.id);
      await this.audit.record(tx, principal, 'member.renamed', { kind: 'member', id: user.id, name: user.email }, { name: { before: user.name, after: name } });
    });
    return this.get(workspaceId, principal.userId);
  }

  /** Ends every other session of this user. @throws DomainError VALIDATION_FAILED for a wrong current password, PASSWORD_WEAK */
  async changePassword(workspaceId: string, principal: Principal, request: ChangePasswordRequest): Promise<void> {
    const user = await this.dataSource.manager.findOneByOrFail(UserEntity, { id: principal.userId });
    if (!(await this.passwords.verify(user.passwordHash, request.currentPassword))) {
      throw new DomainError('VALIDATION_FAILED', 'The current password is wrong.', { errors: [{ field: 'currentPassword', message: 'is wrong' }] });
    }
    assertStrongPassword(request.newPassword, [user.email, user.name], 'newPassword');
    const passwordHash = await this.passwords.hash(request.newPassword);
    await this.changes.commit(async (tx) => {
      await tx.update(UserEntity, { id: user.id }, { passwordHash });
      await this.resets.closeLinks(tx, user.id);
      await this.sessions.revokeAll(tx, user.id, principal.sessionId);
      for (const id of await this.people.workspacesOf(user.id, tx)) await announceMember(tx, id, user.id);
      await this.audit.record(tx, { ...principal, workspaceId }, 'member.password_changed', { kind: 'member', id: user.id, name: user.email }, { password: changedSecret });
    });
  }
}
