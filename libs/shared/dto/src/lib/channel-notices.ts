export const NOTICE_SEVERITIES = ['info', 'warn', 'critical'] as const;
export type NoticeSeverity = (typeof NOTICE_SEVERITIES)[number];

/** Something Meta told us about the number or account: quality, name, restriction, security, flows, calls, an unknown field. */
export interface ChannelNotice {
  id: string;
  channelId: string;
  /** Meta's webhook field, e.g. phone_number_quality_update. */
  field: string;
  event: string | null;
  severity: NoticeSeverity;
  /** One plain sentence. */
  words: string;
  /** What to do; null when nothing. */
  fix: string | null;
  /** The value as it came, for admins. */
  raw: unknown;
  at: string;
  /** Dismissed by an admin. */
  dismissedAt: string | null;
}
