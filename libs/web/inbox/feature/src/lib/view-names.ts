import type { ConversationCounts, ConversationView } from '@mailtrixy/shared/dto';

export const VIEW_NAMES: Readonly<Record<ConversationView, string>> = {
  mine: 'Mine',
  unassigned: 'Unassigned',
  all: 'All open',
  failed: 'Failed sends',
  snoozed: 'Snoozed',
  resolved: 'Resolved',
};

export function viewCount(counts: ConversationCounts | null, view: ConversationView): number | null {
  return counts === null || view === 'resolved' ? null : counts[view];
}
