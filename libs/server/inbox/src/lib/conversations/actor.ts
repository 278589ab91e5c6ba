import { DomainError } from '@mailtrixy/server/platform/errors';
import { ROLE_PERMISSIONS, type Role } from '@mailtrixy/shared/dto';

/** The person who acts. The HTTP edge has proven it; the domain asks once more for the right to write. */
export interface Actor {
  userId: string;
  role: Role;
}

/** @throws DomainError FORBIDDEN for a viewer */
export function mustWrite(actor: Actor): void {
  if (!ROLE_PERMISSIONS[actor.role].includes('inbox.write')) throw new DomainError('FORBIDDEN', 'You have read-only access to this inbox.');
}
