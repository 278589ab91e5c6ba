import { COMMAND_LINE, COMMAND_LINE_NAME, type InvitationEntity, type MemberRecord, type Profile } from '@mailtrixy/server/accounts';
import type { Settings } from '@mailtrixy/server/platform/config';
import { ROLE_PERMISSIONS, type Invitation, type Me, type Member, type Person } from '@mailtrixy/shared/dto';
import { VERSION } from '../version';

export function toMe(profile: Profile, settings: Settings): Me {
  return {
    user: profile.user,
    workspace: profile.workspace,
    role: profile.role,
    permissions: [...ROLE_PERMISSIONS[profile.role]],
    preferences: profile.preferences,
    publicUrl: settings.publicUrl,
    insecureTransport: !settings.publicUrlIsHttps,
    simulatorEnabled: settings.simulatorUrl !== null,
    version: VERSION,
  };
}

export function toPerson(member: MemberRecord): Person {
  return { id: member.userId, name: member.name, role: member.role, active: member.disabledAt === null };
}

export function toMember(member: MemberRecord): Member {
  return {
    userId: member.userId,
    name: member.name,
    email: member.email,
    role: member.role,
    active: member.disabledAt === null,
    lastSeenAt: member.lastSeenAt?.toISOString() ?? null,
    joinedAt: member.joinedAt.toISOString(),
  };
}

/** @param members of the same workspace, for the name of whoever invited */
export function toInvitation(row: InvitationEntity, members: readonly MemberRecord[]): Invitation {
  const creator = row.createdBy === COMMAND_LINE ? COMMAND_LINE_NAME : members.find((member) => member.userId === row.createdBy)?.name;
  return { id: row.id, email: row.email, role: row.role, createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt.toISOString(), createdBy: creator ?? '' };
}
