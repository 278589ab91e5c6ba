import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { notFound } from '@mailtrixy/server/platform/errors';
import type { UpdateMemberRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog, type AuditChanges } from './audit-log';
import { MembershipEntity } from './entities';
import { announceMember, MEMBER_CHANGES, type MemberChanges } from './member-changes';
import { assertMayChange, mayManageMembers } from './member-rules';
import { PeopleRepository, type MemberRecord } from './people.repository';
import type { Principal } from './principal';

/** Members of a workspace: who they are, their roles, whether they may come in. */
@Injectable()
export class MembersService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(MEMBER_CHANGES) private readonly changes: MemberChanges,
  ) {}

  list(workspaceId: string): Promise<MemberRecord[]> {
    return this.people.list(workspaceId, this.dataSource);
  }

  /** null: nobody of this workspace. Also for other domains that keep a user id (assignee, author). */
  find(workspaceId: string, userId: string): Promise<MemberRecord | null> {
    return this.people.find(workspaceId, userId, this.dataSource);
  }

  /**
   * Role and activity. A deactivated member's sessions end with it; so do the open invitations of whoever may no longer
   * manage members.
   * @throws DomainError NOT_FOUND, FORBIDDEN, LAST_OWNER
   */
  update(workspaceId: string, actor: Principal, userId: string, change: UpdateMemberRequest): Promise<MemberRecord> {
    return this.changes.commit(async (tx) => {
      const members = await this.people.lockAll(workspaceId, tx);
      const before = assertMayChange(members, actor.userId, userId, change);
      const role = change.role ?? before.role;
      const active = change.active ?? before.disabledAt === null;
      const changes = differences(before, role, active);
      if (Object.keys(changes).length) await this.apply(workspaceId, actor, before, role, active, changes, tx);
      const after = await this.people.find(workspaceId, userId, tx);
      if (!after) throw notFound('member');
      return after;
    });
  }

  private async apply(workspaceId: string, actor: Principal, before: MemberRecord, role: MemberRecord['role'], active: boolean, changes: AuditChanges, tx: EntityManager): Promise<void> {
    const now = new Date(this.clock.now());
    await tx.update(MembershipEntity, { workspaceId, userId: before.userId }, { role, disabledAt: active ? null : (before.disabledAt ?? now) });
    if (!active) await tx.query('UPDATE session SET revoked_at = ? WHERE workspace_id = ? AND user_id = ? AND revoked_at IS NULL', [now, idToBytes(workspaceId), idToBytes(before.userId)]);
    if (!active || !mayManageMembers(role)) await this.withdrawInvitations(workspaceId, before.userId, now, tx);
    await announceMember(tx, workspaceId, before.userId);
    await this.audit.record(tx, actor, actionOf(changes), { kind: 'member', id: before.userId, name: before.email }, changes);
  }

  private async withdrawInvitations(workspaceId: string, createdBy: string, now: Date, tx: EntityManager): Promise<void> {
    await tx.query('UPDATE invitation SET revoked_at = ? WHERE workspace_id = ? AND created_by = ? AND accepted_at IS NULL AND revoked_at IS NULL', [now, idToBytes(workspaceId), idToBytes(createdBy)]);
  }
}

function differences(before: MemberRecord, role: MemberRecord['role'], active: boolean): AuditChanges {
  const wasActive = before.disabledAt === null;
  return {
    ...(before.role === role ? {} : { role: { before: before.role, after: role } }),
    ...(wasActive === active ? {} : { active: { before: wasActive, after: active } }),
  };
}

function actionOf(changes: AuditChanges): string {
  if (!('active' in changes)) return 'member.role_changed';
  return changes['active'].after ? 'member.activated' : 'member.deactivated';
}
