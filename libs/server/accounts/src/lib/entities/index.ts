import type { Entities } from '@mailtrixy/server/platform/database';
import { AuditEntryEntity } from './audit-entry.entity';
import { InvitationEntity } from './invitation.entity';
import { MembershipEntity } from './membership.entity';
import { PasswordResetEntity } from './password-reset.entity';
import { SessionEntity } from './session.entity';
import { SetupCodeEntity } from './setup-code.entity';
import { UserEntity } from './user.entity';
import { WorkspaceEntity } from './workspace.entity';

export { AuditEntryEntity, InvitationEntity, MembershipEntity, PasswordResetEntity, SessionEntity, SetupCodeEntity, UserEntity, WorkspaceEntity };

export const ACCOUNTS_ENTITIES: Entities = [
  WorkspaceEntity,
  UserEntity,
  MembershipEntity,
  SessionEntity,
  InvitationEntity,
  PasswordResetEntity,
  SetupCodeEntity,
  AuditEntryEntity,
];
