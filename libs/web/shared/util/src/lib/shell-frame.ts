import { Injectable, signal } from '@angular/core';

/** What a page may ask of the frame around it. */
@Injectable({ providedIn: 'root' })
export class ShellFrame {
  /** Below 768 px: hides the bottom bar, e.g. while a thread is open. */
  readonly immersive = signal(false);
  /** Opens the command palette; set by the shell. */
  readonly paletteAsked = signal(0);

  openPalette(): void {
    this.paletteAsked.update((times) => times + 1);
  }
}
