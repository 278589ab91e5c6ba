import { newId } from '@mailtrixy/server/platform/clock';
import { ROLES, type Role } from '@mailtrixy/shared/dto';
import type { DataSource } from 'typeorm';
import { MembershipEntity, SessionEntity, UserEntity, WorkspaceEntity } from '../entities';
import { newToken } from '../secret-token';
import { SESSION_ABSOLUTE_MS } from '../sessions.service';

/** What every seeded member signs in with; nothing weaker is fast enough to hash per test. */
export const SEED_PASSWORD = 'seed wagon pickle tulip';
const SEED_HASH = '$argon2id$v=19$m=19456,t=2,p=1$';

export interface SeededMember {
  userId: string;
  name: string;
  email: string;
  /** Opens a session; a new one with every call. */
  newSession: () => Promise<string>;
}

export interface SeededWorkspace {
  workspaceId: string;
  members: Readonly<Record<Role, SeededMember>>;
  deactivated: SeededMember;
}

/**
 * A workspace with one member of every role and a deactivated one.
 * @param passwordHash of SEED_PASSWORD, for tests that sign in; without it nobody can
 * @param now the clock of a test that moves it
 */
export async function seedWorkspace(dataSource: DataSource, name: string, passwordHash: string = SEED_HASH, now: () => number = Date.now): Promise<SeededWorkspace> {
  const { manager } = dataSource;
  const workspaceId = newId();
  const createdAt = new Date(now());
  await manager.insert(WorkspaceEntity, { id: workspaceId, name, timeZone: 'Europe/Berlin', createdAt });

  const add = async (label: string, role: Role, disabledAt: Date | null): Promise<SeededMember> => {
    const userId = newId();
    const email = `${label}.${userId.slice(-6)}@${name.toLowerCase().replace(/\W/g, '')}.example`;
    await manager.insert(UserEntity, { id: userId, email, name: `${label} of ${name}`, passwordHash, preferences: {}, createdAt });
    await manager.insert(MembershipEntity, { workspaceId, userId, role, disabledAt, lastSeenAt: null, createdAt });
    return { userId, email, name: `${label} of ${name}`, newSession: () => openSession(dataSource, workspaceId, userId, now()) };
  };

  const members = {} as Record<Role, SeededMember>;
  for (const role of ROLES) members[role] = await add(role, role, null);
  return { workspaceId, members, deactivated: await add('deactivated', 'admin', createdAt) };
}

async function openSession(dataSource: DataSource, workspaceId: string, userId: string, now: number): Promise<string> {
  const { token, hash } = newToken();
  await dataSource.manager.insert(SessionEntity, {
    id: newId(),
    tokenHash: hash,
    userId,
    workspaceId,
    ip: '127.0.0.1',
    userAgent: 'test',
    createdAt: new Date(now),
    lastSeenAt: new Date(now),
    expiresAt: new Date(now + SESSION_ABSOLUTE_MS),
    revokedAt: null,
  });
  return token;
}
