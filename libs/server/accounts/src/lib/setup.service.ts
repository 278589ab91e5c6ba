import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, newId, randomToken, type Clock } from '@mailtrixy/server/platform/clock';
import { inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import type { SetupRequest } from '@mailtrixy/shared/dto';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from './audit-log';
import { SetupCodeEntity, WorkspaceEntity } from './entities';
import { PasswordHasher } from './password-hasher';
import { assertStrongPassword } from './password-rules';
import { PeopleRepository } from './people.repository';
import type { RequestOrigin } from './principal';
import { hashToken } from './secret-token';
import { SessionsService } from './sessions.service';
import type { SignedIn } from './sign-in.service';

const ROW = 1;
/** The code has 144 random bits; the limit only ends pointless trying. */
const MAX_TRIES = 20;

type Verdict = 'right' | 'wrong' | 'done';

/** The first owner of an installation, made once with the code that the launcher prints. */
@Injectable()
export class SetupService {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** True until the installation has an owner. */
  isNeeded(): Promise<boolean> {
    return noOwner(this.dataSource.manager);
  }

  /** A new code; older ones stop working. Null once there is an owner. */
  async newCode(): Promise<string | null> {
    if (!(await this.isNeeded())) return null;
    const code = randomToken(18);
    await this.dataSource.query(
      `INSERT INTO setup_code (id, code_hash, failed_tries, created_at, used_at) VALUES (?, ?, 0, ?, NULL)
       ON DUPLICATE KEY UPDATE code_hash = VALUES(code_hash), failed_tries = 0, created_at = VALUES(created_at), used_at = NULL`,
      [ROW, hashToken(code), new Date(this.clock.now())],
    );
    return code;
  }

  /** Workspace, owner and a session, all or nothing. @throws DomainError SETUP_DONE, SETUP_CODE_WRONG, PASSWORD_WEAK */
  async complete(request: SetupRequest, origin: RequestOrigin): Promise<SignedIn> {
    // Looked at first, and counted, so that nobody without the code can make us hash.
    refuse(await inTransaction(this.dataSource, (tx) => this.judge(tx, request.code)));
    assertStrongPassword(request.password, [request.email, request.name, request.workspaceName], 'password');
    const passwordHash = await this.passwords.hash(request.password);
    return inTransaction(this.dataSource, async (tx) => {
      refuse(await this.judge(tx, request.code));
      const now = this.clock.now();
      const workspaceId = newId(now);
      await tx.update(SetupCodeEntity, { id: ROW }, { usedAt: new Date(now) });
      await tx.insert(WorkspaceEntity, { id: workspaceId, name: request.workspaceName.trim(), timeZone: request.timeZone, createdAt: new Date(now) });
      const userId = await this.people.create(workspaceId, { name: request.name, email: request.email, passwordHash, role: 'owner' }, now, tx);
      const session = await this.sessions.open(tx, workspaceId, userId, origin);
      const actor = { workspaceId, userId, name: request.name, ip: origin.ip, requestId: origin.requestId };
      await this.audit.record(tx, actor, 'workspace.created', { kind: 'workspace', id: workspaceId, name: request.workspaceName.trim() });
      return { ...session, workspaceId, userId };
    });
  }

  /** Holds the code's row until the transaction ends; a wrong try is counted by it. */
  private async judge(tx: EntityManager, code: string): Promise<Verdict> {
    const row = await tx.findOne(SetupCodeEntity, { where: { id: ROW }, lock: { mode: 'pessimistic_write' } });
    if (!(await noOwner(tx)) || row?.usedAt) return 'done';
    if (!row || row.failedTries >= MAX_TRIES) return 'wrong';
    if (timingSafeEqual(hashToken(code), row.codeHash)) return 'right';
    await tx.update(SetupCodeEntity, { id: ROW }, { failedTries: row.failedTries + 1 });
    return 'wrong';
  }
}

async function noOwner(db: EntityManager): Promise<boolean> {
  const rows: unknown[] = await db.query("SELECT 1 FROM membership WHERE role = 'owner' LIMIT 1");
  return rows.length === 0;
}

function refuse(verdict: Verdict): void {
  if (verdict === 'done') throw new DomainError('SETUP_DONE', 'MailTrixy has been set up already. Sign in instead.');
  if (verdict === 'wrong') throw new DomainError('SETUP_CODE_WRONG', 'This set-up link is not the newest one. Start MailTrixy again (npm start) and open the link that it prints.');
}
