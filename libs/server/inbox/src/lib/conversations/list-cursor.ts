import { isUuid } from '@mailtrixy/server/platform/clock';
import { DomainError } from '@mailtrixy/server/platform/errors';

/** The last row of a page: the next one begins after it. */
export interface ListCursor {
  at: Date;
  id: string;
}

export function encodeCursor({ at, id }: ListCursor): string {
  return Buffer.from(`${at.getTime()}.${id}`).toString('base64url');
}

/** @throws DomainError VALIDATION_FAILED for what this server did not make */
export function decodeCursor(text: string): ListCursor {
  const [time, id] = Buffer.from(text, 'base64url').toString('latin1').split('.');
  const at = Number(time);
  if (!isUuid(id) || !Number.isSafeInteger(at) || Math.abs(at) > 8.64e15) throw new DomainError('VALIDATION_FAILED', 'The cursor is not one of ours.', { errors: [{ field: 'cursor', message: 'is not a cursor of this list' }] });
  return { at: new Date(at), id };
}
