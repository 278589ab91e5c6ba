import { ChannelError, type SendReceipt } from '@mailtrixy/server/channels';
import type { PreparedSend } from './on-wire';

/** What became of one prepared send. */
export type SendOutcome = { kind: 'accepted'; receipt: SendReceipt } | { kind: 'refused'; error: ChannelError };

export interface SettledSend {
  send: PreparedSend;
  outcome: SendOutcome;
}

/** Not posted at all: too much time had passed since its attempt was stored, so its lease could not be trusted. */
export function notStarted(): SendOutcome {
  return { kind: 'refused', error: new ChannelError('not_sent', { code: null, title: 'Not started', detail: 'The worker was too slow to start this send; nothing was sent.', httpStatus: null, retryAfterMs: 0 }) };
}

/** A driver throws only ChannelError; anything else is a defect after which nobody knows what was sent. */
export function refusedBy(error: unknown): SendOutcome {
  if (error instanceof ChannelError) return { kind: 'refused', error };
  const detail = error instanceof Error ? error.message : String(error);
  return { kind: 'refused', error: new ChannelError('ambiguous', { code: null, title: 'Internal error', detail, httpStatus: null }) };
}
