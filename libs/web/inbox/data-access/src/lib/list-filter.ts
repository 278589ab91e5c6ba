import type { ConversationRow, ConversationView } from '@mailtrixy/shared/dto';

/** What the URL says about the list: a view and two filters. */
export interface ListFilter {
  view: ConversationView;
  channelId: string | null;
  unread: boolean;
}

export function filterKey(filter: ListFilter): string {
  return `${filter.view}|${filter.channelId ?? ''}|${filter.unread ? 'unread' : ''}`;
}

/** Mirrors the server's WHERE, so that a live row enters and leaves views without a request. */
export function matchesFilter(row: ConversationRow, filter: ListFilter, userId: string): boolean {
  if (filter.channelId && row.channelId !== filter.channelId) return false;
  if (filter.unread && row.unreadCount === 0) return false;
  const open = row.status !== 'resolved';
  switch (filter.view) {
    case 'mine':
      return open && row.assigneeId === userId;
    case 'unassigned':
      return open && row.assigneeId === null;
    case 'all':
      return open;
    case 'failed':
      return row.failed;
    case 'resolved':
      return !open;
  }
}

/** Newest activity first; ids only break ties, the way the server's keyset does. */
export function byActivity(a: ConversationRow, b: ConversationRow): number {
  if (a.lastMessageAt !== b.lastMessageAt) return a.lastMessageAt < b.lastMessageAt ? 1 : -1;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}
