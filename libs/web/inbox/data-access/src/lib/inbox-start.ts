import { Injectable, effect, inject } from '@angular/core';
import { UnreadBadge } from '@mailtrixy/web/shared/util';
import { ConversationsStore } from './conversations-store';
import { DirectoryStore } from './directory-store';
import { InboxLive } from './inbox-live';
import { SendQueue } from './send-queue';

/** Brings the live connection up once per page load, whichever page comes first: socket, names, counts, and what an earlier page could not send. */
@Injectable({ providedIn: 'root' })
export class InboxStart {
  private readonly live = inject(InboxLive);
  private readonly directory = inject(DirectoryStore);
  private readonly conversations = inject(ConversationsStore);
  private readonly queue = inject(SendQueue);
  private readonly badge = inject(UnreadBadge);
  private started = false;

  constructor() {
    effect(() => {
      const unread = this.conversations.counts()?.unread;
      if (unread !== undefined) this.badge.count.set(unread);
    });
  }

  start(): void {
    if (this.started) return;
    this.started = true;
    this.live.start();
    this.conversations.refreshCounts();
    void this.directory.load();
    this.queue.restore();
  }
}
