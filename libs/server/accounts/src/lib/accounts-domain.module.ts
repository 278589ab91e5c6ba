import { Module } from '@nestjs/common';
import { Doorbell } from '@mailtrixy/server/platform/queue';
import { DataSource } from 'typeorm';
import { AuditLog } from './audit-log';
import { MEMBER_CHANGES, MemberChanges } from './member-changes';
import { PeopleService } from './people.service';
import { SessionsService } from './sessions.service';

const SERVICES = [AuditLog, PeopleService, SessionsService];

/** Needs DatabaseModule with ACCOUNTS_ENTITIES, ConfigModule and QueueModule in the application. */
@Module({
  providers: [...SERVICES, { provide: MEMBER_CHANGES, inject: [DataSource, Doorbell], useFactory: (dataSource: DataSource, doorbell: Doorbell) => new MemberChanges(dataSource, doorbell) }],
  exports: SERVICES,
})
export class AccountsDomainModule {}
