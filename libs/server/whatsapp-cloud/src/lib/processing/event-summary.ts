import type { RoutedEvent, RoutedItem } from './routed-item';

/** webhook_event_channel.state. */
export type DeliveryState = 'processed' | 'processing' | 'failed' | 'ignored';

/** "messages · text", "statuses · read", "messages · 8 items": what a Logs row says. */
export function subjectOf(items: readonly RoutedItem[]): string {
  if (!items.length) return 'unreadable body';
  if (items.length === 1) return subject(familyOf(items[0]), detailOf(items[0]), '');
  const families = new Set(items.map(familyOf));
  const family = families.size === 1 ? [...families][0] : 'mixed';
  const details = new Set(items.map(detailOf));
  if (items.length > 1 && details.size > 1) return `${family} · ${items.length} items`;
  return subject(family, [...details][0], ` × ${items.length}`);
}

function subject(family: string, detail: string, times: string): string {
  return `${detail ? `${family} · ${detail}` : family}${times}`.slice(0, 120);
}

/** What the inbox takes; the rest is listed, and handed to whom it concerns. */
const TAKEN: ReadonlySet<RoutedItem['parsed']['kind']> = new Set(['message', 'status', 'reaction', 'revision', 'preference', 'handover', 'address_book']);

/** One failed item makes the delivery failed; one understood item makes it processed; the rest was only listed. */
export function stateOf(items: readonly Pick<RoutedItem, 'state' | 'parsed'>[]): DeliveryState {
  if (items.some((item) => item.state === 'dead')) return 'failed';
  if (items.some((item) => item.state === 'ready')) return 'processing';
  return items.some((item) => item.state === 'done' && TAKEN.has(item.parsed.kind)) ? 'processed' : 'ignored';
}

export interface ChannelShare {
  channelId: string;
  workspaceId: string;
  subject: string;
  state: DeliveryState;
}

/**
 * What each channel's Logs show of a delivery: its own items; channels of the secret see a delivery that names none of
 * them, so that "it is for another number" can be found.
 */
export function sharesOf(routed: RoutedEvent): ChannelShare[] {
  // Nearly every delivery: one item of one channel.
  if (routed.items.length === 1 && routed.items[0].channel) {
    const { id, workspaceId } = routed.items[0].channel;
    return [{ channelId: id, workspaceId, subject: subjectOf(routed.items), state: stateOf(routed.items) }];
  }
  const own = new Map<string, { workspaceId: string; items: RoutedItem[] }>();
  for (const item of routed.items) {
    if (!item.channel) continue;
    const share = own.get(item.channel.id);
    if (share) share.items.push(item);
    else own.set(item.channel.id, { workspaceId: item.channel.workspaceId, items: [item] });
  }
  if (own.size) return [...own.entries()].map(([channelId, { workspaceId, items }]) => ({ channelId, workspaceId, subject: subjectOf(items), state: stateOf(items) }));
  const state: DeliveryState = routed.unreadable !== null ? 'failed' : stateOf(routed.items);
  return routed.channels.slice(0, LISTED_MAX).map((channel) => ({ channelId: channel.id, workspaceId: channel.workspaceId, subject: subjectOf(routed.items), state }));
}

const LISTED_MAX = 20;

function familyOf({ parsed }: RoutedItem): string {
  if (parsed.kind === 'message' || parsed.kind === 'reaction' || parsed.kind === 'revision') return 'messages';
  if (parsed.kind === 'status') return 'statuses';
  return parsed.kind === 'malformed' ? 'malformed' : 'other';
}

function detailOf({ parsed }: RoutedItem): string {
  if (parsed.kind === 'message') return parsed.type;
  if (parsed.kind === 'status') return parsed.status;
  if (parsed.kind === 'notice') return parsed.field;
  return 'subject' in parsed ? parsed.subject : parsed.kind;
}
