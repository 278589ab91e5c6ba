import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '@mailtrixy/server/platform/clock';
import { inTransaction } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { DataSource, type EntityManager } from 'typeorm';
import { addressKey } from './address-key';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

interface Rule {
  /** Tries before the first wait. */
  free: number;
  firstWaitMs: number;
  longestWaitMs: number;
}

/** One address trying one account. */
const PAIR: Rule = { free: 5, firstWaitMs: 30 * SECOND, longestWaitMs: 15 * MINUTE };
/** Many addresses trying one account. Short waits, and none for an address the account has signed in from, so that nobody is locked out for good. */
const ACCOUNT: Rule = { free: 50, firstWaitMs: 5 * SECOND, longestWaitMs: MINUTE };
/** After this much quiet the count starts again. */
const FORGET_AFTER_MS = HOUR;
const KEEP_MS = 48 * HOUR;
const CLEAN_EVERY = 200;

interface FailureRow {
  key_hash: Buffer;
  failures: number;
  locked_until: Date | null;
  updated_at: Date;
}

/**
 * Growing waits after wrong passwords, kept in the database for every process, and for unknown e-mails exactly as for
 * known ones. A try is counted before the password is checked, so that tries at the same time count too.
 */
@Injectable()
export class SignInThrottle {
  private calls = 0;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError SIGN_IN_LOCKED while this address has to wait */
  async begin(email: string, ip: string): Promise<void> {
    const keys = keysOf(email, ip);
    const waitMs = await inTransaction(this.dataSource, async (tx) => {
      const pair = await this.lockRow(tx, keys.pair);
      const account = await this.lockRow(tx, keys.account);
      const known = await this.hasSignedInFrom(tx, email, ip);
      const now = this.clock.now();
      const wait = Math.max(waitOf(pair, now), known ? 0 : waitOf(account, now));
      if (wait > 0) return wait;
      await this.count(tx, pair, PAIR, now);
      await this.count(tx, account, ACCOUNT, now);
      return 0;
    });
    if (++this.calls % CLEAN_EVERY === 0) await this.dataSource.query('DELETE FROM sign_in_failure WHERE updated_at < ? LIMIT 1000', [new Date(this.clock.now() - KEEP_MS)]);
    if (waitMs > 0) {
      throw new DomainError('SIGN_IN_LOCKED', `Too many wrong passwords. Wait ${inWords(waitMs)}, then try again. An owner or admin can also give you a link to set a new password.`, { retryAfterMs: waitMs });
    }
  }

  /** The password was right: this address starts afresh. */
  async succeed(tx: EntityManager, email: string, ip: string): Promise<void> {
    const keys = keysOf(email, ip);
    await tx.query('DELETE FROM sign_in_failure WHERE key_hash IN (?, ?)', [keys.pair, keys.account]);
  }

  /** The upsert takes the row's lock, also when it changes nothing; so tries of one address take turns. */
  private async lockRow(tx: EntityManager, key: Buffer): Promise<FailureRow> {
    const now = new Date(this.clock.now());
    await tx.query('INSERT INTO sign_in_failure (key_hash, failures, updated_at) VALUES (?, 0, ?) ON DUPLICATE KEY UPDATE key_hash = key_hash', [key, now]);
    const [row]: FailureRow[] = await tx.query('SELECT key_hash, failures, locked_until, updated_at FROM sign_in_failure WHERE key_hash = ?', [key]);
    return row;
  }

  private async count(tx: EntityManager, row: FailureRow, rule: Rule, now: number): Promise<void> {
    const failures = (row.updated_at.getTime() + FORGET_AFTER_MS < now ? 0 : row.failures) + 1;
    const wait = failures < rule.free ? 0 : Math.min(rule.longestWaitMs, rule.firstWaitMs * 2 ** Math.min(20, failures - rule.free));
    await tx.query('UPDATE sign_in_failure SET failures = ?, locked_until = ?, updated_at = ? WHERE key_hash = ?', [failures, wait ? new Date(now + wait) : null, new Date(now), row.key_hash]);
  }

  private async hasSignedInFrom(tx: EntityManager, email: string, ip: string): Promise<boolean> {
    const rows: unknown[] = await tx.query('SELECT 1 FROM `user` u JOIN session s ON s.user_id = u.id WHERE u.email = ? AND u.email COLLATE utf8mb4_bin = ? AND s.ip = ? LIMIT 1', [email, email, ip]);
    return rows.length > 0;
  }
}

function keysOf(email: string, ip: string): { pair: Buffer; account: Buffer } {
  const hashOf = (text: string) => createHash('sha256').update(text).digest();
  return { pair: hashOf(`pair|${email}|${addressKey(ip)}`), account: hashOf(`account|${email}`) };
}

function waitOf(row: FailureRow, now: number): number {
  return row.locked_until ? Math.max(0, row.locked_until.getTime() - now) : 0;
}

function inWords(ms: number): string {
  const seconds = Math.ceil(ms / SECOND);
  if (seconds < 90) return `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
