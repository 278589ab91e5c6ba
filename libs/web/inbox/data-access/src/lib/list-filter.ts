import type { AiState, ConversationRow, ConversationView } from '@mailtrixy/shared/dto';

/** What the URL says about the list: a view and its filters, all of which a row must pass. */
export interface ListFilter {
  view: ConversationView;
  channelId: string | null;
  unread: boolean;
  labelId?: string | null;
  ai?: AiState | null;
}

export function filterKey(filter: ListFilter): string {
  return `${filter.view}|${filter.channelId ?? ''}|${filter.unread ? 'unread' : ''}|${filter.labelId ?? ''}|${filter.ai ?? ''}`;
}

/** Mirrors the server's WHERE, so that a live row enters and leaves views without a request. */
export function matchesFilter(row: ConversationRow, filter: ListFilter, userId: string): boolean {
  if (filter.channelId && row.channelId !== filter.channelId) return false;
  if (filter.unread && row.unreadCount === 0) return false;
  if (filter.labelId && !row.labels.some(({ id }) => id === filter.labelId)) return false;
  if (filter.ai && row.aiState !== filter.ai) return false;
  const open = row.status === 'open';
  switch (filter.view) {
    case 'mine':
      return open && row.assigneeId === userId;
    case 'unassigned':
      return open && row.assigneeId === null;
    case 'all':
      return open;
    case 'failed':
      return row.failed;
    case 'snoozed':
      return row.status === 'snoozed';
    case 'resolved':
      return row.status === 'resolved';
  }
}

/** Newest activity first; ids only break ties, the way the server's keyset does. */
export function byActivity(a: ConversationRow, b: ConversationRow): number {
  if (a.lastMessageAt !== b.lastMessageAt) return a.lastMessageAt < b.lastMessageAt ? 1 : -1;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}
