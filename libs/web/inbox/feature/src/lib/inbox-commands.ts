import { inject } from '@angular/core';
import { CONVERSATION_VIEWS } from '@mailtrixy/shared/dto';
import { InboxViewer } from '@mailtrixy/web/inbox/data-access';
import type { Command, CommandSource } from '@mailtrixy/web/shared/util';
import { NOBODY, type ConversationActs } from './conversation-acts';
import type { InboxLocation } from './inbox-location';
import { TEMPLATE_ENTRY } from './template-entry';
import { VIEW_NAMES } from './view-names';

const HERE = 'This conversation';

/** What the palette offers while the inbox is on screen; only what this person may do. */
export function inboxCommands(acts: ConversationActs, location: InboxLocation): CommandSource {
  const viewer = inject(InboxViewer);
  const templates = inject(TEMPLATE_ENTRY);
  return () => [
    ...(templates && viewer.canWrite() ? [{ id: 'new-conversation', label: 'New conversation', section: 'Conversations', keys: 'C', words: 'template start write', run: () => void templates.startConversation() }] : []),
    ...(acts.canAct() ? conversationCommands(acts, viewer.userId()) : []),
    ...CONVERSATION_VIEWS.map((view): Command => ({ id: `view:${view}`, label: VIEW_NAMES[view], section: 'Go to', words: 'inbox view list', run: () => location.show(view) })),
  ];
}

function conversationCommands(acts: ConversationActs, userId: string): Command[] {
  return [
    { id: 'resolve', label: acts.resolved() ? 'Reopen' : 'Resolve', section: HERE, keys: 'E', run: () => void acts.toggleResolved() },
    { id: 'assign-me', label: 'Assign to me', section: HERE, keys: 'Shift+A', run: () => void acts.assign(userId) },
    {
      id: 'assign',
      label: 'Assign…',
      section: HERE,
      keys: 'A',
      children: () => acts.assignEntries().map((entry) => ({ id: `assign:${entry.value}`, label: entry.label, section: 'Assign to', words: entry.value === NOBODY ? 'unassign' : '', run: () => acts.pickAssignee(entry.value) })),
    },
    { id: 'unread', label: 'Mark as unread', section: HERE, keys: 'Shift+U', run: () => void acts.markUnread() },
    { id: 'copy-link', label: 'Copy link', section: HERE, run: () => void acts.copyLink() },
  ];
}
