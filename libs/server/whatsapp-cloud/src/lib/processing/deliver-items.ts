import type { EntityManager } from 'typeorm';
import type { ChangeArrival, InboundSink, MessageArrival, NoticeArrival, StatusArrival } from './inbound-sink';
import type { RoutedItem } from './routed-item';

/**
 * Hands ready items to the inbox and marks them done: messages before statuses, each in the order (Meta's time,
 * delivery, place in it), because deliveries of one person run concurrently and arrive in any order.
 */
export async function deliverItems(tx: EntityManager, sink: InboundSink, items: readonly RoutedItem[]): Promise<void> {
  const ready = items.filter((item) => item.state === 'ready');
  const arrivals: MessageArrival[] = [];
  const carriers: RoutedItem[] = [];
  const statuses: StatusArrival[] = [];
  const changes: ChangeArrival[] = [];
  const notices: NoticeArrival[] = [];
  for (const item of inOrder(ready)) {
    const { parsed, channel, event } = item;
    if (!channel || parsed.kind === 'other' || parsed.kind === 'malformed') continue;
    const place = { workspaceId: channel.workspaceId, channelId: channel.id, receivedAt: event.receivedAt };
    if (parsed.kind === 'status') statuses.push({ ...place, status: parsed });
    else if (parsed.kind === 'notice') notices.push({ ...place, wabaId: channel.wabaId, notice: parsed });
    else if (parsed.kind !== 'message') changes.push({ ...place, change: parsed });
    else {
      arrivals.push({ ...place, message: parsed });
      carriers.push(item);
    }
  }
  if (arrivals.length) {
    const stored = await sink.storeMessages(tx, arrivals);
    stored.forEach(({ conversationId, messageId }, index) => Object.assign(carriers[index], { conversationId, messageId }));
  }
  if (statuses.length) await sink.storeStatuses(tx, statuses);
  if (changes.length) await sink.storeChanges(tx, changes);
  if (notices.length) await sink.storeNotices(tx, notices);
  for (const item of ready) item.state = 'done';
}

function inOrder(items: readonly RoutedItem[]): RoutedItem[] {
  return [...items].sort((a, b) => timeOf(a) - timeOf(b) || a.event.receivedAt.getTime() - b.event.receivedAt.getTime() || a.event.id.compare(b.event.id) || a.parsed.index - b.parsed.index);
}

function timeOf({ parsed }: RoutedItem): number {
  return 'providerTs' in parsed ? parsed.providerTs : 0;
}
