import { DOCUMENT, DestroyRef, effect, inject, untracked } from '@angular/core';
import { ChannelFrames } from './channel-frames';

/** Without a socket this still shows a refused delivery within two seconds. */
const FALLBACK_MS = 1_000;
/** With one: a delivery that names no channel of ours is listed, but nobody is told by a frame. */
const LIVE_MS = 30_000;

/**
 * Says when a channel's Logs may have something new: on its frames while the app's socket is up, by a timer while it is
 * not, and once after every gap. Nothing is asked while the page is hidden. Call in an injection context.
 *
 * @param channelId null: no channel yet
 */
export function followLogs(channelId: () => string | null, look: (channelId: string) => void): void {
  const document = inject(DOCUMENT);
  const frames = inject(ChannelFrames);
  let lookedAt = Date.now();
  const lookNow = (): void => {
    const id = channelId();
    if (!id || document.visibilityState === 'hidden') return;
    lookedAt = Date.now();
    look(id);
  };
  const timer = setInterval(() => {
    if (!frames.live() || Date.now() - lookedAt >= LIVE_MS) lookNow();
  }, FALLBACK_MS);
  const stop = frames.listenToLogs((changed) => {
    if (changed === channelId()) lookNow();
  });
  effect(() => {
    if (frames.live()) untracked(lookNow);
  });
  document.addEventListener('visibilitychange', lookNow);
  inject(DestroyRef).onDestroy(() => {
    clearInterval(timer);
    stop();
    document.removeEventListener('visibilitychange', lookNow);
  });
}
