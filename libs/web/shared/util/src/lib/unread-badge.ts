import { Injectable, signal } from '@angular/core';

/** What the title and the rail show about the inbox. The inbox writes, the shell reads. */
@Injectable({ providedIn: 'root' })
export class UnreadBadge {
  /** Unread conversations in "Mine" and "Unassigned". */
  readonly count = signal(0);
  /** Leading part of the title while a conversation is open, e.g. the contact's name. */
  readonly subject = signal<string | null>(null);
  /** Ids of channels that need attention: a dot beside Settings and Channels. */
  readonly channelsInTrouble = signal<readonly string[]>([]);
}
