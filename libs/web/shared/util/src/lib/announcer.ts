import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Injectable, inject } from '@angular/core';

/** The one voice of the app to screen readers. Polite words within 500 ms are joined, so a burst is one sentence. */
@Injectable({ providedIn: 'root' })
export class Announcer {
  private readonly live = inject(LiveAnnouncer);
  private waiting: string[] = [];
  private timer: ReturnType<typeof setTimeout> | null = null;

  say(message: string): void {
    if (!this.waiting.includes(message)) this.waiting.push(message);
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.live.announce(this.waiting.join('. '), 'polite');
      this.waiting = [];
    }, 500);
  }

  /** For failures: interrupts. */
  alert(message: string): void {
    void this.live.announce(message, 'assertive');
  }
}
