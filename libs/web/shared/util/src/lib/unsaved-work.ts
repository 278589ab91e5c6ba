import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import type { Signal } from '@angular/core';

/** Forms with unsaved changes. The shell asks before leaving and never reloads over them. */
@Injectable({ providedIn: 'root' })
export class UnsavedWork {
  private readonly list = signal<readonly Signal<boolean>[]>([]);

  /** Watches a form until the caller's context is destroyed. Call in an injection context. */
  watch(dirty: Signal<boolean>): void {
    this.list.update((list) => [...list, dirty]);
    inject(DestroyRef).onDestroy(() => this.list.update((list) => list.filter((one) => one !== dirty)));
  }

  any(): boolean {
    return this.list().some((dirty) => dirty());
  }
}
