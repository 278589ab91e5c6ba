import type { AttemptPhase, DeliveryStatus } from '@mailtrixy/shared/dto';

/** What delivery knows of one attempt. Times are null until known. */
export interface AttemptFacts {
  no: number;
  phase: AttemptPhase;
  wamid: string | null;
  sentAt: Date | null;
  deliveredAt: Date | null;
  openedAt: Date | null;
  /** Set by a `failed` status and by a final refusal; a refusal that the machine will repeat leaves it null. */
  failedAt: Date | null;
  errorCode: number | null;
  errorDetail: string | null;
  traceId: string | null;
}

export interface MessageDelivery {
  status: DeliveryStatus;
  externalId: string | null;
  sentAt: Date | null;
  deliveredAt: Date | null;
  openedAt: Date | null;
  failedAt: Date | null;
  error: { code: number | null; detail: string; traceId: string | null } | null;
}

/** The state of one attempt: opened or delivered → delivered; else failed; else sent; else what its answer said. */
export function attemptStatus(attempt: AttemptFacts): DeliveryStatus {
  if (attempt.openedAt || attempt.deliveredAt) return 'delivered';
  if (attempt.failedAt) return 'failed';
  if (attempt.sentAt) return 'sent';
  if (attempt.phase === 'on_wire') return 'sending';
  if (attempt.phase === 'rejected') return 'queued';
  return attempt.phase;
}

/**
 * A message's delivery columns: a copy of its newest attempt, except that delivered or opened of any attempt wins,
 * because then the customer has it.
 *
 * @param attemptNo number of the newest attempt, also while that one is still to be made (then the message is queued)
 */
export function projectDelivery(attemptNo: number, attempts: readonly AttemptFacts[]): MessageDelivery {
  const newest = attempts.find(({ no }) => no === attemptNo) ?? null;
  const arrived = [...attempts].sort((a, b) => b.no - a.no).find(({ openedAt, deliveredAt }) => openedAt || deliveredAt) ?? null;
  const externalId = newest?.wamid ?? [...attempts].sort((a, b) => b.no - a.no).find(({ wamid }) => wamid)?.wamid ?? null;
  if (arrived) {
    return { status: 'delivered', externalId, sentAt: newest?.sentAt ?? arrived.sentAt, deliveredAt: earliest(attempts, 'deliveredAt'), openedAt: earliest(attempts, 'openedAt'), failedAt: newest?.failedAt ?? null, error: null };
  }
  if (!newest) return { status: 'queued', externalId, sentAt: null, deliveredAt: null, openedAt: null, failedAt: null, error: null };
  const status = attemptStatus(newest);
  return {
    status,
    externalId,
    sentAt: newest.sentAt,
    deliveredAt: null,
    openedAt: null,
    failedAt: newest.failedAt,
    error: status === 'failed' || status === 'unconfirmed' ? { code: newest.errorCode, detail: newest.errorDetail ?? '', traceId: newest.traceId } : null,
  };
}

function earliest(attempts: readonly AttemptFacts[], member: 'deliveredAt' | 'openedAt'): Date | null {
  return attempts.reduce<Date | null>((least, { [member]: at }) => (at && (!least || at < least) ? at : least), null);
}
