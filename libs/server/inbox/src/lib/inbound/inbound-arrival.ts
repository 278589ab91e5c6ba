import type { InboundIdentity, InboundMessage } from '@mailtrixy/server/channels';

/** A customer's message on its way into the inbox. */
export interface InboundArrival {
  workspaceId: string;
  channelId: string;
  /** When the delivery reached us. */
  receivedAt: Date;
  message: InboundMessage;
}

/** What became of it. Both ids are null for a notice about somebody who never wrote. */
export interface StoredArrival {
  duplicate: boolean;
  conversationId: string | null;
  messageId: string | null;
}

/** Customers' own words and things of now: they wake a conversation and count as unread. A notice, the past and our own side do neither. */
export function isUnreadBubble(message: InboundMessage): boolean {
  return message.display !== 'system' && message.direction !== 'out' && !message.historical;
}

/** Somebody's words, whoever's and whenever: a conversation is made for them. */
export function isTalk(message: InboundMessage): boolean {
  return message.display !== 'system';
}

const DAY_MS = 86_400_000;
/** Meta retries for up to seven days (META-CLOUD-API §2.4). */
const OLDEST_MS = 7 * DAY_MS;
const AHEAD_MS = 5 * 60_000;
const WINDOW_MS = DAY_MS;

/** Meta's time as shown in the thread; a missing or impossible one becomes the nearest possible. The past may be any time. */
export function shownAt(arrival: InboundArrival): Date {
  const arrived = arrival.receivedAt.getTime();
  const { providerTs, historical } = arrival.message;
  return new Date(providerTs ? Math.min(Math.max(providerTs, historical ? 0 : arrived - OLDEST_MS), arrived + AHEAD_MS) : arrived);
}

/** When the conversation was last talked in, as the list orders it. */
export function talkedAt(arrival: InboundArrival): Date {
  return arrival.message.historical ? shownAt(arrival) : arrival.receivedAt;
}

/**
 * Where an answer goes after this message. A move tells it by a number only: a new opaque id beside a number that stays is
 * no better address.
 * @param before where it went until now; null: as the conversation says
 * @returns null: as the conversation says
 */
export function answerAddress({ address, moved }: InboundMessage, before: InboundIdentity | null = null): InboundIdentity | null {
  if (!moved) return address;
  const isGone = ({ kind, value }: InboundIdentity) => moved.from.some((old) => old.kind === kind && old.value === value);
  if (address.kind !== 'bsuid' && !isGone(address)) return address;
  return before && isGone(before) ? (moved.to[0] ?? before) : before;
}

/** min(Meta time, time of arrival) + 24 h (DESIGN §5): a clock ahead of ours must not promise more than Meta grants. */
export function windowEnd(arrival: InboundArrival): number {
  const arrived = arrival.receivedAt.getTime();
  return Math.min(arrival.message.providerTs || arrived, arrived) + WINDOW_MS;
}
