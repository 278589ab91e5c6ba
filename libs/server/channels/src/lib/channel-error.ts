/**
 * What a failed call to a channel's provider means for us.
 * - not_sent: no byte left; may be repeated at once
 * - throttle: refused before processing; repeat later
 * - hold: the channel cannot send at all (credential, billing, lock); nothing fails, the queue waits
 * - ambiguous: it may have been carried out; never repeated by machine
 * - final: refused for good; the message failed
 */
export const CHANNEL_ERROR_CLASSES = ['not_sent', 'throttle', 'hold', 'ambiguous', 'final'] as const;
export type ChannelErrorClass = (typeof CHANNEL_ERROR_CLASSES)[number];

/** The only error that drivers throw. `detail` is the provider's own text, safe to show, without secrets. */
export class ChannelError extends Error {
  constructor(
    readonly errorClass: ChannelErrorClass,
    readonly facts: {
      /** The provider's code, e.g. Meta's 131047; null without one. */
      code: number | null;
      subcode?: number | null;
      title: string;
      detail: string;
      httpStatus: number | null;
      traceId?: string | null;
      /** Earliest next try, from Retry-After or the provider's rule; milliseconds from now. */
      retryAfterMs?: number | null;
      /** throttle: this one recipient, or the whole number. */
      throttleScope?: 'conversation' | 'channel';
      holdReason?: 'token_invalid' | 'permission' | 'account_locked' | 'billing';
    },
  ) {
    super(facts.detail || facts.title);
  }

  /** True when the machine itself may try the same message again. */
  get retryable(): boolean {
    return this.errorClass === 'not_sent' || this.errorClass === 'throttle';
  }
}
