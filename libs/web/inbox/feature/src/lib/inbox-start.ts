import { Injectable, inject } from '@angular/core';
import { ConversationsStore, DirectoryStore, InboxLive, SendQueue } from '@mailtrixy/web/inbox/data-access';

/** Brings the inbox to life once per page load: socket, names, counts, and what an earlier page could not send. */
@Injectable({ providedIn: 'root' })
export class InboxStart {
  private readonly live = inject(InboxLive);
  private readonly directory = inject(DirectoryStore);
  private readonly conversations = inject(ConversationsStore);
  private readonly queue = inject(SendQueue);
  private started = false;

  start(): void {
    if (this.started) return;
    this.started = true;
    this.live.start();
    this.conversations.refreshCounts();
    void this.directory.load();
    this.queue.restore();
  }
}
