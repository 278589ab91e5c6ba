import { Module } from '@nestjs/common';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { DataSource } from 'typeorm';
import { AuditLog } from './audit-log';
import { InvitationsService } from './invitations.service';
import { MEMBER_CHANGES, MemberChanges } from './member-changes';
import { MembersService } from './members.service';
import { PasswordHasher } from './password-hasher';
import { PasswordResetsService } from './password-resets.service';
import { PeopleRepository } from './people.repository';
import { PeopleService } from './people.service';
import { ProfileService } from './profile.service';
import { SessionsService } from './sessions.service';
import { SetupService } from './setup.service';
import { SignInThrottle } from './sign-in-throttle';
import { SignInService } from './sign-in.service';
import { WorkspacesService } from './workspaces.service';

const SERVICES = [AuditLog, InvitationsService, MembersService, PasswordHasher, PasswordResetsService, PeopleService, ProfileService, SessionsService, SetupService, SignInService, WorkspacesService];

/** Needs DatabaseModule with ACCOUNTS_ENTITIES, ConfigModule and QueueModule in the application. */
@Module({
  providers: [
    ...SERVICES,
    PeopleRepository,
    SignInThrottle,
    { provide: MEMBER_CHANGES, inject: [DataSource, Doorbell], useFactory: (dataSource: DataSource, doorbell: Doorbell) => new MemberChanges(dataSource, doorbell) },
  ],
  exports: SERVICES,
})
export class AccountsDomainModule {}
