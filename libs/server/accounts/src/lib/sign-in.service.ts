import { Inject, Injectable } from '@nestjs/common';
import { bytesToId, inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { SignInRequest } from '@mailtrixy/shared/dto';
import { DataSource } from 'typeorm';
import { AuditLog } from './audit-log';
import { normalEmail } from './email-address';
import { UserEntity } from './entities';
import { announceMember, MEMBER_CHANGES, type MemberChanges } from './member-changes';
import { PasswordHasher } from './password-hasher';
import type { Principal, RequestOrigin } from './principal';
import { SessionsService, type NewSession } from './sessions.service';
import { SignInThrottle } from './sign-in-throttle';

interface CandidateRow {
  user_id: Buffer;
  name: string;
  password_hash: string;
  workspace_id: Buffer | null;
}

export interface SignedIn extends NewSession {
  workspaceId: string;
  userId: string;
}

/** Opens and ends sessions. Answers the same, in the same time, for an unknown e-mail, a wrong password and a deactivated member. */
@Injectable()
export class SignInService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SignInThrottle) private readonly throttle: SignInThrottle,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(MEMBER_CHANGES) private readonly changes: MemberChanges,
  ) {}

  /**
   * @param presented the cookie that came along; its session ends, so that one planted in the browser is worth nothing
   * @throws DomainError SIGN_IN_FAILED, SIGN_IN_LOCKED
   */
  async signIn(request: SignInRequest, origin: RequestOrigin, presented: string | null): Promise<SignedIn> {
    const email = normalEmail(request.email);
    await this.throttle.begin(email, origin.ip);
    const candidate = await this.find(email);
    const matches = await this.passwords.verify(candidate?.password_hash ?? null, request.password);
    if (!candidate?.workspace_id || !matches) throw new DomainError('SIGN_IN_FAILED', 'The e-mail address or the password is wrong.');
    const workspaceId = bytesToId(candidate.workspace_id);
    const userId = bytesToId(candidate.user_id);
    const fresh = this.passwords.isOutdated(candidate.password_hash) ? await this.passwords.hash(request.password) : null;
    const session = await inTransaction(this.dataSource, async (tx) => {
      await this.throttle.succeed(tx, email, origin.ip);
      await this.sessions.revokeToken(tx, presented);
      if (fresh) await tx.update(UserEntity, { id: userId }, { passwordHash: fresh });
      const opened = await this.sessions.open(tx, workspaceId, userId, origin);
      await this.audit.record(tx, { workspaceId, userId, name: candidate.name, ip: origin.ip, requestId: origin.requestId }, 'session.signed_in', { kind: 'session', id: opened.id, name: candidate.name });
      return opened;
    });
    return { ...session, workspaceId, userId };
  }

  async signOut(workspaceId: string, principal: Principal, token: string | null): Promise<void> {
    await this.changes.commit(async (tx) => {
      await this.sessions.revokeToken(tx, token);
      await announceMember(tx, workspaceId, principal.userId);
      await this.audit.record(tx, principal, 'session.signed_out', { kind: 'session', id: principal.sessionId, name: principal.name });
    });
  }

  /**
   * With the active workspace this person used last; workspace_id is null where there is none. The address must be equal
   * to the letter: the column's collation also finds "änna" for "anna", and each spelling would have tries of its own.
   */
  private async find(email: string): Promise<CandidateRow | undefined> {
    const rows: CandidateRow[] = await this.dataSource.query(
      `SELECT u.id AS user_id, u.name, u.password_hash, m.workspace_id
         FROM \`user\` u
         LEFT JOIN membership m ON m.user_id = u.id AND m.disabled_at IS NULL
        WHERE u.email = ? AND u.email COLLATE utf8mb4_bin = ?
        ORDER BY m.last_seen_at DESC, m.created_at DESC
        LIMIT 1`,
      [email, email],
    );
    return rows[0];
  }
}
