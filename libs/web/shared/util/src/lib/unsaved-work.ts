import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import type { Signal } from '@angular/core';

interface Watched {
  dirty: Signal<boolean>;
  saveFirst?: () => Promise<unknown>;
}

/** Forms with unsaved changes. The shell asks before leaving them, and the browser before it closes or reloads the page. */
@Injectable({ providedIn: 'root' })
export class UnsavedWork {
  private readonly list = signal<readonly Watched[]>([]);

  /**
   * Watches a form until the caller's context is destroyed. Call in an injection context.
   * @param saveFirst for forms that save themselves: called before anybody is asked; must not navigate
   */
  watch(dirty: Signal<boolean>, saveFirst?: () => Promise<unknown>): void {
    const watched = { dirty, saveFirst };
    this.list.update((list) => [...list, watched]);
    inject(DestroyRef).onDestroy(() => this.list.update((list) => list.filter((one) => one !== watched)));
  }

  any(): boolean {
    return this.list().some(({ dirty }) => dirty());
  }

  /** Whether the page may be left: nothing is unsaved, it could be saved, or `ask` said so. */
  async mayLeave(ask: () => Promise<boolean>): Promise<boolean> {
    for (const { dirty, saveFirst } of this.list()) if (dirty()) await saveFirst?.();
    return !this.any() || ask();
  }
}
