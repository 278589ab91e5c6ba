import { isUuid } from '@mailtrixy/server/platform/clock';
import { DomainError } from '@mailtrixy/server/platform/errors';

/** Where a page of notices, newest first, went to. Opaque to clients. */
export function noticeCursor(at: Date, id: string): string {
  return Buffer.from(`${at.getTime()}.${id}`).toString('base64url');
}

/** @throws DomainError VALIDATION_FAILED for anything noticeCursor did not make */
export function parseNoticeCursor(cursor: string): { at: Date; id: string } {
  const [ms, id] = Buffer.from(cursor, 'base64url').toString('latin1').split('.');
  if (!/^\d{1,15}$/.test(ms) || !isUuid(id)) throw new DomainError('VALIDATION_FAILED', 'The cursor is not one of ours. Start again without it.', { errors: [{ field: 'cursor', message: 'is not valid' }] });
  return { at: new Date(Number(ms)), id };
}
