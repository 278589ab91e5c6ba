import { Injectable } from '@nestjs/common';
import { hash, verify, type Options } from '@node-rs/argon2';
import { DomainError } from '@mailtrixy/server/platform/errors';

/** OWASP's minimum for argon2id: about 20 ms and 19 MiB each. */
const OPTIONS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1, algorithm: 2 };
const CURRENT = `$argon2id$v=19$m=${OPTIONS.memoryCost},t=${OPTIONS.timeCost},p=${OPTIONS.parallelism}$`;
/** Hashing runs on Node's four pool threads; one stays free for files and DNS. */
const AT_ONCE = 3;
const MAX_WAITING = 100;

/** argon2id, a few at a time: a flood of sign-ins waits in line here instead of taking memory and threads from the inbox. */
@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private nobody: Promise<string> | null = null;

  hash(password: string): Promise<string> {
    return this.inLine(() => hash(normal(password), OPTIONS));
  }

  /**
   * @param stored null for an unknown e-mail: then a hash that nothing matches is tried, so that the answer takes as long
   */
  async verify(stored: string | null, password: string): Promise<boolean> {
    this.nobody ??= hash('nobody has this password', OPTIONS);
    const against = stored ?? (await this.nobody);
    // A damaged hash is nobody's password; the answer must not tell that this account exists.
    const matches = await this.inLine(() => verify(against, normal(password))).catch((error: unknown) => {
      if (error instanceof DomainError) throw error;
      return false;
    });
    return matches && stored !== null;
  }

  /** True for hashes made with weaker settings than today's. */
  isOutdated(stored: string): boolean {
    return !stored.startsWith(CURRENT);
  }

  private async inLine<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= AT_ONCE) {
      if (this.waiting.length >= MAX_WAITING) throw new DomainError('RATE_LIMITED', 'Too many people are signing in at this moment. Try again in a few seconds.', { retryAfterMs: 3000 });
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.running++;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }
}

/** The same password typed on two systems may be composed differently. */
function normal(password: string): string {
  return password.normalize('NFKC');
}
