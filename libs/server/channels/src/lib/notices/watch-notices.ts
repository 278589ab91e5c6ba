import type { ConnectionCheck, ConnectionTest } from '@mailtrixy/shared/dto';
import type { NewNotice } from './channel-notices';

const DAY_MS = 86_400_000;
/** Days before a token's end on which an admin is told, once each. */
const TELL_DAYS = [14, 7, 1] as const;
/** Told by a notice of their own, or by the one line about rejected deliveries. */
const SELF_TOLD: ReadonlySet<ConnectionCheck['check']> = new Set(['token_expiry', 'signatures', 'webhook']);

/**
 * What a repeated check has to tell: an end of the token that comes near, and checks that were well and are not any more.
 * The `at` of a notice is a moment of its subject, so that the same thing is told once however often it is checked.
 */
export function watchNotices({ workspaceId, channelId, before, result, now }: { workspaceId: string; channelId: string; before: readonly ConnectionCheck[]; result: ConnectionTest; now: number }): NewNotice[] {
  const place = { workspaceId, channelId, field: 'connection', hold: null };
  const notices: NewNotice[] = [];
  const end = result.tokenExpiresAt ? Date.parse(result.tokenExpiresAt) : null;
  const days = end === null ? undefined : [...TELL_DAYS].reverse().find((count) => end - now <= count * DAY_MS && end > now);
  if (end !== null && days !== undefined) {
    const when = new Date(end).toISOString().slice(0, 16).replace('T', ' ');
    notices.push({
      ...place,
      event: `TOKEN_ENDS_IN_${days}`,
      severity: days === 1 ? 'critical' : 'warn',
      words: `The access token ends on ${when} UTC. Nothing can be sent after that.`,
      fix: 'Make a permanent System User token in Meta Business Settings → System Users and replace it under Credentials.',
      raw: { tokenExpiresAt: result.tokenExpiresAt, days },
      at: new Date(end - days * DAY_MS),
    });
  }
  for (const check of result.checks) {
    if (SELF_TOLD.has(check.check) || !worse(before.find((one) => one.check === check.check), check)) continue;
    notices.push({ ...place, event: check.check.toUpperCase(), severity: check.state === 'failed' ? 'critical' : 'warn', words: [check.words, check.detail].filter(Boolean).join(': '), fix: check.fix, raw: { check: check.check, code: check.code }, at: new Date(now) });
  }
  return notices;
}

const RANK: Readonly<Record<ConnectionCheck['state'], number>> = { ok: 0, unknown: 0, warn: 1, failed: 2 };

/** A check that has never been made has not become worse. */
function worse(before: ConnectionCheck | undefined, after: ConnectionCheck): boolean {
  return before !== undefined && RANK[after.state] > RANK[before.state];
}
