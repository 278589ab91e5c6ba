import { createHash } from 'node:crypto';
import { DomainError } from '@mailtrixy/server/platform/errors';

/** What a request asked for, to tell a repetition from another request under the same clientId. */
export function clientHash(request: unknown): Buffer {
  return createHash('sha256').update(JSON.stringify(request)).digest();
}

/** @throws DomainError CLIENT_ID_REUSED when the clientId was used for something else */
export function assertSame(stored: Buffer | null, hash: Buffer): void {
  if (!stored?.equals(hash)) throw new DomainError('CLIENT_ID_REUSED', 'This clientId was used for something else.');
}
