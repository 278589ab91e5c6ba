import type { ChannelKind } from '@mailtrixy/shared/dto';

/** What people read on such a channel, far below what it takes. */
const COMFORTABLE: Readonly<Record<ChannelKind, number>> = { whatsapp: 1000, email: 3000, sms: 320 };

/** Of a text that is too long this much is kept for people, who see by it what to cut. */
export function keptLengthOf(kind: ChannelKind, maxTextLength: number): number {
  return 2 * (maxTextLength > 0 ? maxTextLength : COMFORTABLE[kind]);
}

/** @param maxTextLength of the channel's driver; 0: not known */
export function answerLengthOf(kind: ChannelKind, maxTextLength: number): number {
  return maxTextLength > 0 ? Math.min(COMFORTABLE[kind], maxTextLength) : COMFORTABLE[kind];
}
