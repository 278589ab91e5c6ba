import type { Settings } from '@mailtrixy/server/platform/config';
import { createTestDatabase } from '@mailtrixy/server/platform/database/testing';
import type { DataSource } from 'typeorm';
import { AuditLog } from '../audit-log';
import { ACCOUNTS_ENTITIES } from '../entities';
import { InvitationsService } from '../invitations.service';
import { MemberChanges } from '../member-changes';
import { MembersService } from '../members.service';
import { PasswordHasher } from '../password-hasher';
import { PasswordResetsService } from '../password-resets.service';
import { PeopleRepository } from '../people.repository';
import type { Principal } from '../principal';
import { ProfileService } from '../profile.service';
import { SessionsService } from '../sessions.service';
import { SetupService } from '../setup.service';
import { SignInThrottle } from '../sign-in-throttle';
import { SignInService } from '../sign-in.service';
import { MovableClock } from './movable-clock';

export interface TestAccounts {
  dataSource: DataSource;
  clock: MovableClock;
  /** How often readers of the outbox were woken. */
  rings: () => number;
  audit: AuditLog;
  hasher: PasswordHasher;
  invitations: InvitationsService;
  members: MembersService;
  profiles: ProfileService;
  resets: PasswordResetsService;
  sessions: SessionsService;
  setup: SetupService;
  signIns: SignInService;
  /** What the session guard would make of this token. */
  principal: (token: string) => Promise<Principal>;
  drop: () => Promise<void>;
}

/** Hashes at once, so that everybody in a race arrives at the same moment; the real one lets three through at a time. */
class InstantHasher extends PasswordHasher {
  override hash(password: string): Promise<string> {
    return Promise.resolve(`instant ${password}`);
  }
}

/** The accounts domain on a fresh real database, without Nest. */
export async function createAccounts(options: { instantHashing?: boolean } = {}): Promise<TestAccounts> {
  const database = await createTestDatabase(ACCOUNTS_ENTITIES);
  const { dataSource } = database;
  let rings = 0;
  const clock = new MovableClock();
  const settings = { publicUrl: 'https://inbox.example.org' } as Settings;
  const changes = new MemberChanges(dataSource, { ringOutbox: () => rings++ });
  const audit = new AuditLog(dataSource, clock);
  const hasher = options.instantHashing ? new InstantHasher() : new PasswordHasher();
  const people = new PeopleRepository();
  const sessions = new SessionsService(dataSource, clock, changes);
  const resets = new PasswordResetsService(dataSource, clock, settings, hasher, people, sessions, audit, changes);
  return {
    dataSource,
    clock,
    rings: () => rings,
    audit,
    hasher,
    invitations: new InvitationsService(dataSource, clock, settings, hasher, people, sessions, audit, changes),
    members: new MembersService(dataSource, clock, people, audit, changes),
    profiles: new ProfileService(dataSource, hasher, resets, people, sessions, audit, changes),
    resets,
    sessions,
    setup: new SetupService(dataSource, clock, hasher, people, sessions, audit),
    signIns: new SignInService(dataSource, new SignInThrottle(dataSource, clock), hasher, sessions, audit, changes),
    principal: async (token) => {
      const principal = await sessions.resolve(token, { ip: '192.0.2.1', requestId: 'test-request' });
      if (!principal) throw new Error('this token opens no session');
      return principal;
    },
    drop: database.drop,
  };
}
