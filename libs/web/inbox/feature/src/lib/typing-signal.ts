import { DestroyRef, Injectable, inject } from '@angular/core';
import { InboxLive } from '@mailtrixy/web/inbox/data-access';

/** Writing stops being news this long after the last key. */
const QUIET_MS = 6000;

/** Tells colleagues that this person is writing a reply, while the text grows. */
@Injectable()
export class TypingSignal {
  private readonly live = inject(InboxLive);
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  changed(conversationId: string, grows: boolean, empty: boolean): void {
    if (empty) {
      clearTimeout(this.timer);
      this.live.viewing(conversationId, false);
    } else if (grows) {
      clearTimeout(this.timer);
      this.live.viewing(conversationId, true);
      this.timer = setTimeout(() => this.live.viewing(conversationId, false), QUIET_MS);
    }
  }
}
