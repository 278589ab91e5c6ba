import { inject } from '@angular/core';
import { InboxViewer } from '@mailtrixy/web/inbox/data-access';
import type { Shortcut } from '@mailtrixy/web/shared/util';
import type { ConversationActs } from './conversation-acts';
import type { InboxLocation } from './inbox-location';
import type { InboxPage } from './inbox-page';
import { TEMPLATE_ENTRY } from './template-entry';

/** The keys of UX §4 that this version has a use for. */
export function inboxShortcuts(page: InboxPage, acts: ConversationActs, location: InboxLocation): Shortcut[] {
  const viewer = inject(InboxViewer);
  const templates = inject(TEMPLATE_ENTRY);
  const open = () => location.conversationId() !== null;
  const canAct = () => acts.canAct();
  const list = 'List';
  const conversation = 'Conversation';
  const go = 'Go to';
  return [
    { keys: 'J', label: 'Next conversation', group: list, run: () => page.move(1) },
    { keys: 'K', label: 'Previous conversation', group: list, run: () => page.move(-1) },
    { keys: '↓', label: 'Next conversation', group: list, run: () => page.move(1), when: onPage },
    { keys: '↑', label: 'Previous conversation', group: list, run: () => page.move(-1), when: onPage },
    { keys: 'Enter', label: 'Open and write', group: list, run: () => page.openAndWrite(), when: onPage },
    { keys: 'O', label: 'Open and write', group: list, run: () => page.openAndWrite() },
    ...(templates ? [{ keys: 'C', label: 'New conversation', group: list, run: () => void templates.startConversation(), when: () => viewer.canWrite() }] : []),
    { keys: 'U', label: 'Back to the list', group: list, run: () => page.backToList(), when: open },
    { keys: 'Esc', label: 'Back to the list', group: list, run: () => page.backToList(), when: open, inFields: true },
    { keys: 'R', label: 'Reply (quotes the focused message)', group: conversation, run: () => page.write('reply'), when: canAct },
    { keys: 'N', label: 'Note', group: conversation, run: () => page.write('note'), when: canAct },
    ...(templates ? [{ keys: 'Ctrl+Shift+L', label: 'Template picker', group: conversation, run: () => void templates.choose(location.conversationId() ?? ''), when: () => open() && viewer.canWrite() }] : []),
    { keys: 'E', label: 'Resolve or reopen', group: conversation, run: () => void acts.toggleResolved(), when: canAct },
    { keys: 'A', label: 'Assign…', group: conversation, run: () => page.openAssign(), when: canAct },
    { keys: 'L', label: 'Label…', group: conversation, run: () => page.openMenu('label'), when: canAct },
    { keys: 'H', label: 'Snooze…', group: conversation, run: () => page.openMenu('snooze'), when: canAct },
    { keys: 'Shift+A', label: 'Assign to me', group: conversation, run: () => void acts.assign(viewer.userId()), when: canAct },
    { keys: 'Shift+U', label: 'Mark as unread', group: conversation, run: () => void acts.markUnread(), when: canAct },
    { keys: 'Z', label: 'Undo the last action', group: conversation, run: () => acts.undo(), when: () => acts.canUndo() },
    { keys: 'Alt+↑', label: 'Previous message', group: conversation, run: () => page.focusMessages(-1), when: open },
    { keys: 'Alt+↓', label: 'Next message', group: conversation, run: () => page.focusMessages(1), when: open },
    { keys: 'Ctrl+Enter', label: 'Send', group: conversation, run: () => undefined, shownOnly: true },
    { keys: '[', label: 'Show or hide the list', group: 'Panes', run: () => page.toggleList() },
    { keys: ']', label: 'Show or hide the contact', group: 'Panes', run: () => page.togglePanel(), when: open },
    { keys: 'F6', label: 'Next pane', group: 'Panes', run: () => page.nextPane(1) },
    { keys: 'Shift+F6', label: 'Previous pane', group: 'Panes', run: () => page.nextPane(-1) },
    { keys: 'G M', label: 'Mine', group: go, run: () => location.show('mine') },
    { keys: 'G U', label: 'Unassigned', group: go, run: () => location.show('unassigned') },
    { keys: 'G S', label: 'Snoozed', group: go, run: () => location.show('snoozed') },
    { keys: 'G A', label: 'All open', group: go, run: () => location.show('all') },
  ];
}

/** Plain arrows and Enter belong to whatever has the focus; only on the bare page they are the list's. */
function onPage(): boolean {
  return document.activeElement === null || document.activeElement === document.body || document.activeElement.tagName === 'H1';
}
