import { DOCUMENT, DestroyRef, inject } from '@angular/core';

/** Runs an action every `ms` while the page is on screen, until the caller's context is destroyed. Call in an injection context. */
export function whileVisible(ms: number, action: () => void): void {
  const document = inject(DOCUMENT);
  const run = (): void => {
    if (document.visibilityState !== 'hidden') action();
  };
  const timer = setInterval(run, ms);
  document.addEventListener('visibilitychange', run);
  inject(DestroyRef).onDestroy(() => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', run);
  });
}
