import { DestroyRef, DOCUMENT, inject, signal, type Signal } from '@angular/core';

/** Whether a CSS media query matches now. In an injection context; ends with it. */
export function mediaQuery(query: string): Signal<boolean> {
  const list = inject(DOCUMENT).defaultView?.matchMedia?.(query);
  const matches = signal(list?.matches ?? false);
  const follow = (event: MediaQueryListEvent) => matches.set(event.matches);
  list?.addEventListener('change', follow);
  inject(DestroyRef).onDestroy(() => list?.removeEventListener('change', follow));
  return matches.asReadonly();
}
