import { DestroyRef, Injectable, inject } from '@angular/core';
import type { OutboxTopic, RealtimeFrame } from '@mailtrixy/shared/dto';

/** Where the app's socket hands over what happens; pages outside the inbox listen for their topics. */
@Injectable({ providedIn: 'root' })
export class LiveFrames {
  private readonly listeners = new Set<(frame: RealtimeFrame) => void>();
  private readonly readers = new Set<() => void>();

  take(frame: RealtimeFrame): void {
    for (const listener of this.listeners) listener(frame);
  }

  /** The connection is back: what happened without it is in no frame. */
  afterGap(): void {
    for (const readAnew of this.readers) readAnew();
  }

  /**
   * Until the caller's context is destroyed. Call in an injection context.
   * @param readAnew called when frames may have been missed; without it the caller sees to that itself
   */
  on(topic: OutboxTopic, listener: (frame: RealtimeFrame) => void, readAnew?: () => void): void {
    const mine = (frame: RealtimeFrame): void => void (frame.topic === topic && listener(frame));
    this.listeners.add(mine);
    if (readAnew) this.readers.add(readAnew);
    inject(DestroyRef).onDestroy(() => {
      this.listeners.delete(mine);
      if (readAnew) this.readers.delete(readAnew);
    });
  }
}
