import { inject } from '@angular/core';
import type { Routes, UrlMatchResult, UrlSegment } from '@angular/router';
import { CONVERSATION_VIEWS } from '@mailtrixy/shared/dto';
import { BrowserStore } from '@mailtrixy/web/inbox/data-access';
import { InboxPage } from './inbox-page';
import { LAST_VIEW_KEY } from './inbox-location';

/** One route for the list and the thread, so that choosing a conversation keeps the page and its list. */
function inboxAddress(segments: UrlSegment[]): UrlMatchResult | null {
  const [view, conversationId] = segments;
  if (segments.length < 1 || segments.length > 2 || !(CONVERSATION_VIEWS as readonly string[]).includes(view.path)) return null;
  return { consumed: segments, posParams: conversationId ? { view, conversationId } : { view } };
}

export const INBOX_ROUTES: Routes = [
  { path: '', pathMatch: 'full', redirectTo: () => `/inbox/${inject(BrowserStore).read<string>(LAST_VIEW_KEY) ?? 'all'}` },
  { matcher: inboxAddress, component: InboxPage },
];
