import { Injectable } from '@nestjs/common';
import { newId } from '@mailtrixy/server/platform/clock';
import { bytesToId, idToBytes, isDuplicate } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { Role } from '@mailtrixy/shared/dto';
import type { DataSource, EntityManager } from 'typeorm';
import { normalEmail } from './email-address';
import { MembershipEntity, UserEntity } from './entities';

export interface MemberRecord {
  userId: string;
  name: string;
  email: string;
  role: Role;
  disabledAt: Date | null;
  lastSeenAt: Date | null;
  joinedAt: Date;
}

interface MemberRow {
  user_id: Buffer;
  name: string;
  email: string;
  role: Role;
  disabled_at: Date | null;
  last_seen_at: Date | null;
  created_at: Date;
}

type Db = Pick<DataSource, 'query'> | Pick<EntityManager, 'query'>;

const SELECT_MEMBER = `
  SELECT m.user_id, u.name, u.email, m.role, m.disabled_at, m.last_seen_at, m.created_at
    FROM membership m JOIN \`user\` u ON u.id = m.user_id`;

/** Users and their memberships. */
@Injectable()
export class PeopleRepository {
  async list(workspaceId: string, db: Db): Promise<MemberRecord[]> {
    const rows: MemberRow[] = await db.query(`${SELECT_MEMBER} WHERE m.workspace_id = ? ORDER BY u.name, u.email`, [idToBytes(workspaceId)]);
    return rows.map(toRecord);
  }

  async find(workspaceId: string, userId: string, db: Db): Promise<MemberRecord | null> {
    const rows: MemberRow[] = await db.query(`${SELECT_MEMBER} WHERE m.workspace_id = ? AND m.user_id = ?`, [idToBytes(workspaceId), idToBytes(userId)]);
    return rows[0] ? toRecord(rows[0]) : null;
  }

  /**
   * All members of the workspace, their rows locked until the end of the transaction: whoever changes a role decides on
   * what is true then. Always the whole set in key order, so that two of them queue instead of deadlocking.
   */
  async lockAll(workspaceId: string, tx: EntityManager): Promise<MemberRecord[]> {
    await tx.query('SELECT user_id FROM membership WHERE workspace_id = ? ORDER BY workspace_id, user_id FOR UPDATE', [idToBytes(workspaceId)]);
    return this.list(workspaceId, tx);
  }

  /** A new user with a first membership. @throws DomainError EMAIL_TAKEN */
  async create(workspaceId: string, person: { name: string; email: string; passwordHash: string; role: Role }, at: number, tx: EntityManager): Promise<string> {
    const userId = newId(at);
    try {
      await tx.insert(UserEntity, { id: userId, email: normalEmail(person.email), name: person.name.trim(), passwordHash: person.passwordHash, preferences: {}, createdAt: new Date(at) });
    } catch (error) {
      if (isDuplicate(error, 'ux_user_email')) throw new DomainError('EMAIL_TAKEN', 'Somebody uses this e-mail address already. Sign in with it instead.', { errors: [{ field: 'email', message: 'is in use' }] });
      throw error;
    }
    await tx.insert(MembershipEntity, { workspaceId, userId, role: person.role, disabledAt: null, lastSeenAt: null, createdAt: new Date(at) });
    return userId;
  }

  /** Workspaces this user belongs to, active or not. */
  async workspacesOf(userId: string, db: Db): Promise<string[]> {
    const rows: { workspace_id: Buffer }[] = await db.query('SELECT workspace_id FROM membership WHERE user_id = ? ORDER BY workspace_id', [idToBytes(userId)]);
    return rows.map((row) => bytesToId(row.workspace_id));
  }
}

function toRecord(row: MemberRow): MemberRecord {
  return {
    userId: bytesToId(row.user_id),
    name: row.name,
    email: row.email,
    role: row.role,
    disabledAt: row.disabled_at,
    lastSeenAt: row.last_seen_at,
    joinedAt: row.created_at,
  };
}
