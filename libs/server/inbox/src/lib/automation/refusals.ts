import type { DomainError } from '@mailtrixy/server/platform/errors';

export type RefusalReason = 'newer_message' | 'taken_over' | 'window_closed' | 'channel' | 'opted_out' | 'resolved' | 'invalid';

/** Why an automatic message stays unsent. */
export interface Refusal {
  reason: RefusalReason;
  words: string;
}

const REASONS: Record<string, RefusalReason> = { INBOX_REPLY_WINDOW_CLOSED: 'window_closed', CHANNEL_NOT_ACTIVE: 'channel', INBOX_OPTED_OUT: 'opted_out' };

/** What a person would have been told, for those who are no person. */
export function refusalOf(error: DomainError): Refusal {
  return { reason: REASONS[error.code] ?? 'invalid', words: error.message };
}
