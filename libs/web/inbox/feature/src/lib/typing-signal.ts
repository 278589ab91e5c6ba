import { DestroyRef, Injectable, inject } from '@angular/core';
import { InboxApi, InboxLive } from '@mailtrixy/web/inbox/data-access';

/** WhatsApp shows it for 25 seconds. */
const CUSTOMER_EVERY_MS = 20_000;
/** Writing stops being news this long after the last key. */
const QUIET_MS = 6000;

/** Tells colleagues, and where the channel wants it the customer, that this person is writing a reply, while the text grows. */
@Injectable()
export class TypingSignal {
  private readonly live = inject(InboxLive);
  private readonly api = inject(InboxApi);
  private readonly told = new Map<string, number>();
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

  /** A failure is nobody's business: the next one comes in 20 seconds. */
  tellCustomer(conversationId: string, now = Date.now()): void {
    if (now - (this.told.get(conversationId) ?? -Infinity) < CUSTOMER_EVERY_MS) return;
    this.told.set(conversationId, now);
    this.api.typing(conversationId).catch(() => undefined);
  }
}
