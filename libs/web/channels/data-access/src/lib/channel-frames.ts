import { Injectable, signal } from '@angular/core';
import type { RealtimeFrame } from '@mailtrixy/shared/dto';

/**
 * Where the app's socket hands over the frames that concern channels and their logs.
 * The socket lives in the inbox, which may know this library; this library must not know the inbox.
 */
@Injectable({ providedIn: 'root' })
export class ChannelFrames {
  private readonly listeners = new Set<(frame: RealtimeFrame) => void>();
  private readonly logListeners = new Set<(channelId: string) => void>();
  private readonly templateListeners = new Set<(channelId: string) => void>();
  private readonly noticeListeners = new Set<(channelId: string) => void>();
  private readonly up = signal(false);

  /** Frames come as things happen; while false, pages have to ask. */
  readonly live = this.up.asReadonly();

  setLive(live: boolean): void {
    this.up.set(live);
  }

  take(frame: RealtimeFrame): void {
    if (frame.topic === 'channel.updated' || frame.topic === 'log.created') for (const listener of this.listeners) listener(frame);
    if (frame.templates) for (const listener of this.templateListeners) listener(frame.templates.channelId);
    if (frame.notice) for (const listener of this.noticeListeners) listener(frame.notice.channelId);
    const logged = frame.log?.channelId ?? frame.conversation?.channelId;
    if (logged) for (const listener of this.logListeners) listener(logged);
  }

  listen(listener: (frame: RealtimeFrame) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Channels whose templates changed, or whose sync went on. */
  listenToTemplates(listener: (channelId: string) => void): () => void {
    this.templateListeners.add(listener);
    return () => this.templateListeners.delete(listener);
  }

  /** Channels about which Meta told something new. */
  listenToNotices(listener: (channelId: string) => void): () => void {
    this.noticeListeners.add(listener);
    return () => this.noticeListeners.delete(listener);
  }

  /** Channels whose Logs may have a new row: sends and read receipts are rows too, told by frames of their conversation. */
  listenToLogs(listener: (channelId: string) => void): () => void {
    this.logListeners.add(listener);
    return () => this.logListeners.delete(listener);
  }
}
