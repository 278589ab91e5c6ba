import { Injectable } from '@angular/core';
import type { RealtimeFrame } from '@mailtrixy/shared/dto';

/**
 * Where the app's socket hands over the frames that concern channels and their logs.
 * The socket lives in the inbox, which may know this library; this library must not know the inbox.
 */
@Injectable({ providedIn: 'root' })
export class ChannelFrames {
  private readonly listeners = new Set<(frame: RealtimeFrame) => void>();

  take(frame: RealtimeFrame): void {
    if (frame.topic === 'channel.updated' || frame.topic === 'log.created') for (const listener of this.listeners) listener(frame);
  }

  listen(listener: (frame: RealtimeFrame) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
