import type { SendHold } from '@mailtrixy/shared/dto';

const TOKEN_HOLDS: ReadonlySet<string> = new Set<SendHold['reason']>(['token_invalid', 'permission']);

/** Holds that are about the access token itself, so that another token lifts them. */
export function endsWithNewToken(reason: string | null): boolean {
  return reason !== null && TOKEN_HOLDS.has(reason);
}
