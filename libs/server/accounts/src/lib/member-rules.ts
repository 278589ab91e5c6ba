import { DomainError, notFound } from '@mailtrixy/server/platform/errors';
import { ROLE_PERMISSIONS, type Role, type UpdateMemberRequest } from '@mailtrixy/shared/dto';
import type { MemberRecord } from './people.repository';

/** From the most to the least powerful. */
const RANK: Readonly<Record<Role, number>> = { owner: 5, admin: 4, lead: 3, agent: 2, viewer: 1 };

export function mayManageMembers(role: Role): boolean {
  return ROLE_PERMISSIONS[role].includes('members.manage');
}

/**
 * Who may change whom, judged on the locked rows of the whole workspace.
 * @returns the member before the change
 * @throws DomainError NOT_FOUND, FORBIDDEN, LAST_OWNER
 */
export function assertMayChange(members: readonly MemberRecord[], actorId: string, targetId: string, change: UpdateMemberRequest): MemberRecord {
  const actor = assertActiveManager(members, actorId);
  const target = members.find((member) => member.userId === targetId);
  if (!target) throw notFound('member');
  assertMayTouch(actor, target);
  const role = change.role ?? target.role;
  const active = change.active ?? target.disabledAt === null;
  if (role === 'owner' && actor.role !== 'owner') throw forbidden('Only an owner can make somebody an owner.');
  if (target === actor && RANK[role] > RANK[target.role]) throw forbidden('You cannot raise your own role. Ask an owner.');
  if (target === actor && !active) throw forbidden('You cannot deactivate yourself. Ask another owner or admin.');
  const wasOwner = target.role === 'owner' && target.disabledAt === null;
  const staysOwner = role === 'owner' && active;
  if (wasOwner && !staysOwner && !members.some((member) => member !== target && member.role === 'owner' && member.disabledAt === null)) {
    throw new DomainError('LAST_OWNER', 'This is the last active owner. Make somebody else an owner first.');
  }
  return target;
}

/** Admins leave owners alone. @throws DomainError FORBIDDEN */
export function assertMayTouch(actor: Pick<MemberRecord, 'role'>, target: Pick<MemberRecord, 'role'>): void {
  if (target.role === 'owner' && actor.role !== 'owner') throw forbidden('Only an owner can change an owner.');
}

/** The actor as the rows say now: the request's session was read a moment earlier. @throws DomainError FORBIDDEN */
export function assertActiveManager(members: readonly MemberRecord[], actorId: string): MemberRecord {
  const actor = members.find((member) => member.userId === actorId);
  if (!actor || actor.disabledAt || !mayManageMembers(actor.role)) throw forbidden('Your role does not allow this any more.');
  return actor;
}

function forbidden(detail: string): DomainError {
  return new DomainError('FORBIDDEN', detail);
}
