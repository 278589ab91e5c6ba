import { DestroyRef, Injectable, inject, signal } from '@angular/core';

/** Whether someone has this page in front of them: visible and focused. */
@Injectable()
export class PageAttention {
  private readonly seen = signal(isHere());
  readonly here = this.seen.asReadonly();

  constructor() {
    const look = () => this.seen.set(isHere());
    for (const event of ['focus', 'blur'] as const) addEventListener(event, look);
    document.addEventListener('visibilitychange', look);
    inject(DestroyRef).onDestroy(() => {
      for (const event of ['focus', 'blur'] as const) removeEventListener(event, look);
      document.removeEventListener('visibilitychange', look);
    });
  }
}

function isHere(): boolean {
  return !document.hidden && document.hasFocus();
}
